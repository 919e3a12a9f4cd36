"""Reads the state of a product as files write it."""

from collections.abc import Mapping

from tienda.catalog.v1 import product_pb2

STATES: Mapping[str, product_pb2.ProductState.ValueType] = {
    "draft": product_pb2.PRODUCT_STATE_DRAFT,
    "active": product_pb2.PRODUCT_STATE_ACTIVE,
    "archived": product_pb2.PRODUCT_STATE_ARCHIVED,
}
UNKNOWN_STATE = f"must be one of {', '.join(STATES)}"
_NAMES: Mapping[int, str] = {code: name for name, code in STATES.items()}


def parse_state(text: str) -> product_pb2.ProductState.ValueType | None:
    """Return the state of this name, in letters of any case; None if there is none.

    Without a text it is unset: a new product is for sale, and one that exists keeps its own.
    """
    name = text.strip().lower()
    return STATES.get(name) if name else product_pb2.PRODUCT_STATE_UNSPECIFIED


def state_name(code: int) -> str:
    """Return the name of a state; empty if it is unset or not known here."""
    return _NAMES.get(code, "")
