"""Bundles, whole calls in a folder: read strictly, with every fault named by file, entry and field, and imported."""
