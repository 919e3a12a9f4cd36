"""Whose cart it is: a customer's by their id, a guest's by a token that cannot be guessed."""

import hashlib
import secrets

from chassis.request_context import Caller


def cart_owner(caller: Caller, cart_token: str) -> str | None:
    """Return the key that the cart is kept under; None for a guest without a token.

    Of a guest's token only the hash is kept, so that nobody who reads the table can take the cart.
    """
    if not caller.is_guest:
        return f"customer:{caller.account_id}"
    return guest_owner(cart_token) if cart_token else None


def guest_owner(cart_token: str) -> str:
    """Return the key of a guest's cart."""
    return f"guest:{hashlib.sha256(cart_token.encode()).hexdigest()}"


def new_cart_token() -> str:
    """Return a fresh token, 192 bits at random."""
    return secrets.token_urlsafe(24)
