"""Made-up grant calls of any size, always the same for the same seed; no person or project in them is real."""
