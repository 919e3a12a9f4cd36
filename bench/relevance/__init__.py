"""Measures the relevance of search results, on catalogues with judged queries."""
