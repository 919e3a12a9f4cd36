"""Lists of products in any state, for admins."""
