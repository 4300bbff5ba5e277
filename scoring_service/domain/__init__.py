"""What scoring decides, in plain Python: no framework, no driver, no file format."""
