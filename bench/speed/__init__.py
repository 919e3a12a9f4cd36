"""Measures the speed of the store, beside the PostgreSQL that it uses."""
