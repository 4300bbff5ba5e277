"""What scoring shows of rules and trials: sheets, differences and tables, worded in the reader's language."""
