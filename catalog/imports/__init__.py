"""Import of many products by a stream."""
