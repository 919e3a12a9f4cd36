"""What an operator does with the outbox: look at what is not delivered, and try it again."""
