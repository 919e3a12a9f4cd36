"""What a kitchen needs, drawn."""
