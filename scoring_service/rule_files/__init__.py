"""Rule sets as files: reading them, checking them, and the canonical content that their hash is made of."""
