"""RDS for PostgreSQL: a primary, a standby that has all it has, and RDS's rules of log-in."""
