"""Judges made of a rule-set version: taken from a shelf, compiled for engine and referee, kept open while they are used."""
