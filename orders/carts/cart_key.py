"""The key that a cart is stored under: the customer's id, or the hash of a guest's token."""

import hashlib
import secrets
from uuid import UUID

from chassis.request_context import Caller


def cart_key_of(caller: Caller, cart_token: str) -> str | None:
    """Return the key of the caller's cart; None for a guest without a token."""
    if caller.account_id is not None:
        return customer_cart_key(caller.account_id)
    return guest_cart_key(cart_token) if cart_token else None


def customer_cart_key(customer_id: UUID) -> str:
    """Return the key of a customer's cart."""
    return f"customer:{customer_id}"


def guest_cart_key(cart_token: str) -> str:
    """Return the key of a guest's cart.

    Only the token's hash is stored, so that whoever reads the table cannot take over the cart.
    """
    return f"guest:{hashlib.sha256(cart_token.encode()).hexdigest()}"


def new_cart_token() -> str:
    """Return a new token of 192 random bits."""
    return secrets.token_urlsafe(24)
