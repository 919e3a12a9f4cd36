"""Sales: the figures of a day, and what sells best."""
