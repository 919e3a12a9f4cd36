"""Accounts, credentials, sessions and addresses."""
