"""What the services speak of, each shape declared once: schemas, messages, answers and JSON follow from it."""
