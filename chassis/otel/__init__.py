"""Sends traces and metrics by OpenTelemetry; imported only where an endpoint is set."""
