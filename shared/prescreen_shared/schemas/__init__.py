"""Schemas by which what comes in is checked and what goes out is described, derived from the declared shapes."""
