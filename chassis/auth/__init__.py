"""Access tokens, and the sessions that were revoked before theirs ran out."""
