"""What holds for the whole shop."""
