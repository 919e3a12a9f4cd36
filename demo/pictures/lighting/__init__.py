"""Lamps, drawn."""
