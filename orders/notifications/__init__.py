"""Events and messages: what the outbox holds, and the channels that carry it."""
