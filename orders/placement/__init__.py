"""Placing an order: the use case, and the one SQL statement that it runs."""
