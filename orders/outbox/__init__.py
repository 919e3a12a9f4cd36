"""The operator's tool for the outbox: it lists undelivered messages, and retries parked ones."""
