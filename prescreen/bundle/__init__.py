"""Reads a call in a folder, as far as it can be read without knowing what it means: intake checks the rest."""
