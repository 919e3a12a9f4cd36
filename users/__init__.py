"""Users: accounts, credentials, sessions, addresses and the e-mails about them."""
