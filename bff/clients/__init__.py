"""The gRPC clients of catalog, orders and users."""
