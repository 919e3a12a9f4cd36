"""What runs on an instance: `boot.py` in its user data, the rest out of the bundle it fetches."""
