"""Observability: log groups, alarms and the dashboard."""
