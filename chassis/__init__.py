"""What every service shares: configuration, server, channel, errors, database, outbox, logs."""
