"""Accounts: registering, reading, updating and closing them, and their roles."""
