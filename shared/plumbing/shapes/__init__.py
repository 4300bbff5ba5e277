"""Public formats read strictly: what is unknown or malformed is refused by name."""
