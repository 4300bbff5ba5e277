"""One screening of a call, from its first message to its last result."""
