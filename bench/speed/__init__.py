"""How fast the store is, beside the PostgreSQL that it stands on."""
