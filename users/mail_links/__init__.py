"""Single-use links that are sent by e-mail."""
