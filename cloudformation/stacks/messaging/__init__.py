"""Messaging: the SNS topic, the queues, and a custom resource for what has no resource type."""
