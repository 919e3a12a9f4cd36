"""gRPC: the server with its interceptors, and calls to neighbours with a circuit breaker."""
