"""Versions and what is in force, read and written in the caller's transaction."""
