"""Tables that people keep in a workbook or a CSV file: read within bounds, their columns found by labels, their cells as values."""
