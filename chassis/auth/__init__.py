"""Access tokens, and sessions that were revoked before their access tokens expired."""
