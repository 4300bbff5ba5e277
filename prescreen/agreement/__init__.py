"""Compares what the product proposed with what people decided, where a bundle says what they decided."""
