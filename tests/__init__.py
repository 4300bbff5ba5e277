"""Promises that the product keeps, by kind of test."""
