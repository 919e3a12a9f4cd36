"""Rate limits on log-ins, password resets and registrations."""
