"""Textiles, drawn."""
