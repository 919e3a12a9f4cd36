"""Forgetting the people of a closed account in its orders."""
