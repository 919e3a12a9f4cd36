"""Query execution: the SQL that finds products, ranks and counts them."""
