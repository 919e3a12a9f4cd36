"""The services' gRPC clients, and calls that several requests share."""
