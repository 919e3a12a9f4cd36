"""Checks the invariants of the whole orders database and of the receipts."""
