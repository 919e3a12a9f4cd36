"""Limits of what one caller may do: orders, units and carts by address, contact and account."""
