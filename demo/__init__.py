"""The demo shop: its catalogue, and the pictures of it, drawn by code."""
