"""The store that is rehearsed, in two zones: a small one, or for a mistake one for a demo."""

from typing import Any

from cloudformation.build import EXAMPLE
from cloudformation.config.environment import Environment

_SETTINGS: dict[str, Any] = {
    **EXAMPLE,
    "deletion_protection": False,
    # Long enough for shoppers to see what is wrong.
    "first_machine_seconds": 20,
    "release_watch_minutes": 1,
    # All shoppers come from one address and have few names.
    "limit_orders_by_address": 0,
    "limit_orders_by_contact": 0,
    "limit_units": 0,
    "limit_units_of_product": 0,
    "limit_carts_by_address": 0,
}
SMALL, DEMO = (Environment.of_size(size, **_SETTINGS) for size in ("small", "demo"))
