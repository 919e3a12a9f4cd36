"""The category tree: commands, queries and a cache."""
