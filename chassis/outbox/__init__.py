"""The transactional outbox: messages written with a change, and delivered after it."""
