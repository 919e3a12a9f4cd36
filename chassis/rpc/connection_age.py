"""How long a gRPC server keeps a client's connection."""

MAX_CONNECTION_AGE = 300.0
"""Seconds: clients that know the servers' addresses by DNS then see those that were added."""
