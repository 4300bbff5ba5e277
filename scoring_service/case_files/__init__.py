"""Cases as files: YAML beside the rules, and Excel sheets that staff fill in."""
