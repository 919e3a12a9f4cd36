"""Hashing passwords, and refusing weak ones."""
