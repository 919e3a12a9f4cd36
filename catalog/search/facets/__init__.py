"""Attributes worth filtering by, with their values and counts."""
