"""Changing and resetting passwords, and confirming e-mails."""
