"""Sales figures: a summary of recent orders, and the bestsellers."""
