"""Looks at the whole of the orders database, and says what is not as it always must be."""
