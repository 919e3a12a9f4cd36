"""Refusals: problem+json, its texts in each language, and what is wrong with a request."""
