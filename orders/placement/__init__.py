"""Placing an order: one use case around one SQL statement."""
