"""Accounts: opening, reading, changing and closing them, and their roles."""
