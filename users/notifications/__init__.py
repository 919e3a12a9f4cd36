"""E-mails about an account: the outbox, the texts, and the worker that sends them."""
