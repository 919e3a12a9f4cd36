"""The emitted templates stood up on one machine, with shoppers who buy all along."""
