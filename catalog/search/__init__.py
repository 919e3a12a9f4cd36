"""Search: finds, ranks, filters and counts products."""
