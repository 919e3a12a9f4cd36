"""The pipeline's roles and the boundary of what they may grant."""
