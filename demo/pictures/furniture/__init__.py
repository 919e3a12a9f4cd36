"""Furniture, drawn."""
