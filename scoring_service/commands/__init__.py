"""The verbs on rule files, on their cases, and on what the database keeps."""
