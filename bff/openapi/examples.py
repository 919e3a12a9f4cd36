"""A body for each endpoint that takes one, for people to begin from; the contract shows them."""

from collections.abc import Mapping
from typing import Any, Final

_EMAIL: Final = "ana@example.com"
_PASSWORD: Final = "tres tristes tigres"  # noqa: S105 (nobody's)
_TOKEN: Final = "qUoKq0mB3r0n9XyT"  # noqa: S105 (opens nothing)

_HOME: Final = {
    "line1": "Gran Vía 1, 2.º B",
    "city": "Madrid",
    "region": "Madrid",
    "postal_code": "28013",
    "country": "ES",
}
_LAMP: Final = {
    "sku": "LAMP-FARO",
    "texts": {
        "es": {"name": "Lámpara Faro", "attributes": {"Material": "Latón"}},
        "en": {"name": "Faro lamp", "attributes": {"Material": "Brass"}},
    },
    "categories": [{"slug": "lamparas", "names": {"es": "Lámparas", "en": "Lamps"}}],
    "price": {"amount": 4200, "currency": "EUR"},
    "brand": "Faro",
}

EXAMPLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "create_category": {"slug": "lamparas", "names": {"es": "Lámparas", "en": "Lamps"}},
    "change_category": {"names": {"en": "Lights"}},
    "create_product": _LAMP,
    "change_product": {"price": {"amount": 3900, "currency": "EUR"}},
    "set_stock": {"on_hand": 25},
    "put_cart_item": {"quantity": 2},
    "place_order": {
        "items": [{"product_id": "0192f0c1-7e55-7c0a-9a3e-4b1f6d2c8a10", "quantity": 2}],
        "contact": {"name": "Ana Ruiz", "email": _EMAIL, "phone": "+34600000000"},
        "shipping_address": _HOME,
        "notify": ["email", "sms"],
    },
    "create_user": {"email": _EMAIL, "password": _PASSWORD, "name": "Ana Ruiz"},
    "create_session": {"email": _EMAIL, "password": _PASSWORD},
    "change_user": {"name": "Ana Ruiz Gil", "notify": ["email"]},
    "change_password": {"current_password": _PASSWORD, "new_password": "un tigre, dos tigres"},
    "request_password_reset": {"email": _EMAIL},
    "reset_password": {"token": _TOKEN, "new_password": "un tigre, dos tigres"},
    "confirm_email": {"token": _TOKEN},
    "create_address": _HOME,
    "replace_address": {**_HOME, "line1": "Calle Mayor 7"},
}
"""By the name of the endpoint's handler."""
