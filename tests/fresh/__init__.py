"""The README's two commands on machines that have nothing yet."""
