"""Changing and resetting a password, and confirming an e-mail address."""
