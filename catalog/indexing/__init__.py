"""The search index: writes it, and renews what has changed."""
