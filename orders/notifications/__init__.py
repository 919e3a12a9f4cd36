"""Events for subscribers and notifications for buyers: what the outbox holds, and who sends it."""
