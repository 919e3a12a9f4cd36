"""Benchmarks of the store: speed, memory, imports, audits, telemetry and search relevance."""
