"""Hashing passwords, and refusing those that are easily guessed."""
