"""Products: commands, queries, validation and SQL."""
