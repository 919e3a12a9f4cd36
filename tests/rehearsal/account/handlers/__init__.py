"""Handlers of resource types, by service."""
