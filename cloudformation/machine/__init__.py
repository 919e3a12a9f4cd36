"""What runs on an instance: `boot.py` from its user data, the rest from its release."""
