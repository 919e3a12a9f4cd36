"""PostgreSQL: engines, connections and migrations."""
