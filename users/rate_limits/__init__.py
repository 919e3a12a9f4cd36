"""Rate limits on log-ins, passwords, e-mails and registrations."""
