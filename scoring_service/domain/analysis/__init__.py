"""Exact reasoning on conditions of typed facts, without any application: what can never be, and what follows from what."""
