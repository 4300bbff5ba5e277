"""Rules tried on rounds that are kept, beside what was said then: nothing here changes a verdict or sends a message."""
