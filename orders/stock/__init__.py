"""Stock: the units on hand of each product."""
