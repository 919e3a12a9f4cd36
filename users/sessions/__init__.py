"""Sessions: logging in, refresh tokens, logging out, and the keys of access tokens."""
