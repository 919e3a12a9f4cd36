"""How things are drawn: shapes, bodies, materials, patterns, and their way to pixels."""
