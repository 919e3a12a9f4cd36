"""The REST API of carts, orders and sales."""
