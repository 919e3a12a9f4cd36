"""Suggestions while a shopper types."""
