"""Carts of guests and customers: what a shopper means to buy."""
