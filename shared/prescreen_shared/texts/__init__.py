"""Every text that a person reads, in Swedish and English, kept as data and found by its id."""
