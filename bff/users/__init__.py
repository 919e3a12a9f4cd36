"""The REST API of accounts, credentials, sessions and addresses."""
