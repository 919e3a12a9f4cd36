"""Sessions: logging in and out, refresh tokens, and the keys that sign access tokens."""
