"""The import of many products over a stream."""
