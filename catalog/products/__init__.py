"""Products: reads and writes them."""
