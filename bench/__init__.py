"""What the store costs, measured."""
