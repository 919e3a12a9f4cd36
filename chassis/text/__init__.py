"""What a text may hold, and the one form in which it is compared, counted and stored."""
