"""E-mails to an account's owner: the outbox, and what delivers it."""
