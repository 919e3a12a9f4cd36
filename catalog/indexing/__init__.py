"""The search index: its rows, and the queue of products that are to be indexed."""
