"""Lighthouse against a running store."""
