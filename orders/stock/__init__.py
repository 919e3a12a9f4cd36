"""How many of each product are on hand."""
