"""What intake does with the messages that scoring sends, each safe to run twice."""
