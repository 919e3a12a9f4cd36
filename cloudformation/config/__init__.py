"""An environment's settings: read, checked, and the sizes they start from."""
