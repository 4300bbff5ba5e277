"""The history of the intake database."""
