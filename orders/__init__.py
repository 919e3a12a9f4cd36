"""Orders: stock, carts, purchases, their life and what buyers are told of it."""
