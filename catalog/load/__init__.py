"""Loads a file of products into the shop: `python -m catalog.load FILE`."""
