"""Rules that no schema expresses: which requests they may refuse, and values that satisfy them."""

import random
from collections.abc import Callable, Mapping
from typing import Any

from tests.pictures import picture

PICTURES = [picture(kind) for kind in ("PNG", "JPEG", "WEBP")]
"""schemathesis chooses the declared type, so one in three is declared correctly."""

INEXPRESSIBLE: Mapping[str, str] = {
    "since": "within the last 31 days",
    "email": "which addresses mail can be sent to, the library email-validator knows",
    "phone": "which numbers there are, the library phonenumbers knows",
    "country": "which countries there are",
    "currency": "the shop's own, known when it runs",
    "cursor": "is one of ours, and of this very list",
    "if-match": "a version that was read",
    "notify": "sms needs a phone, maybe of the account",
    "password": "none of the most common",
    "new_password": "none of the most common",
    "name": "more than spaces",
    "address": "no more than twenty in all",
    "line1": "more than spaces",
    "city": "more than spaces",
    "postal_code": "whether the country has them, and their form",
    "max_price": "not below min_price",
    "sort": "the newest first, when a state is named",
    "items": "no product twice",
    "names": "a category that is new needs one",
    "texts": "a product that is new needs a name in one language",
    "attributes": "more than spaces",
    "brand": "more than spaces",
    "images": "pictures that the product has",
    "slug": "not twice in one path, and of a category that there is",
    "categories": "not twice in one path",
    "parent": "a category that there is, no deeper than five",
}
"""The rules, by a name in the pointer of an error."""

INEXPRESSIBLE_REASONS: Mapping[str, str] = {
    "link-not-good": "a token that was mailed",
    "version-mismatch": "a version that was read",
    "idempotency-key-reused": "a key that was not used before",
    "invalid-image": "bytes that are a picture",
    "unsupported-image-type": "bytes that are a picture",
}


def inexpressible(response: Any) -> bool:
    """Return whether a request that fits the schema was refused by these rules alone."""
    document = response.json()
    if str(document.get("type", "")).rpartition("/")[2] in INEXPRESSIBLE_REASONS:
        return True
    pointers = [str(fault.get("pointer", "")) for fault in document.get("errors", ())]
    return bool(pointers) and all(map(_is_inexpressible, pointers))


def _is_inexpressible(pointer: str) -> bool:
    return any(part in INEXPRESSIBLE for part in pointer.lower().split("/"))


Body = dict[str, Any]

_POSTAL_CODES = {"ES": "28013", "PT": "1000-001", "MX": "06000"}


def _credentials(body: Body, settings: Body, choose: random.Random) -> Body:
    """Sign in with the right password every other time."""
    if choose.random() < 0.5:
        return body
    return {"email": settings["email"], "password": settings["account"]["password"]}


def _password(body: Body, settings: Body, choose: random.Random) -> Body:
    """Keep the password: other requests sign in with it."""
    password = settings["account"]["password"]
    return {"current_password": password, "new_password": password}


def _order(body: Body, settings: Body, choose: random.Random) -> Body:
    """Order products of the walk, and notify by e-mail."""
    product = choose.choice(settings["products"])
    items = [{"product_id": product, "quantity": choose.randint(1, 3)}]
    # One buyer may have only so many orders.
    email = f"walk-{choose.getrandbits(48)}@example.com"
    contact = {**body.get("contact", {}), "email": email, "phone": None}
    address = _address(body.get("shipping_address", {}), settings, choose)
    return {
        **body,
        "items": items,
        "contact": contact,
        "shipping_address": address,
        "notify": ["email"],
    }


def _product(body: Body, settings: Body, choose: random.Random) -> Body:
    """Use the shop's currency, and a SKU and slug of its own."""
    changed = dict(body)
    if "sku" in body:
        changed["sku"] = f"WALK-{choose.getrandbits(48)}"
    if "slug" in body:
        changed["slug"] = f"walk-{choose.getrandbits(48)}"
    if "price" in body:
        changed["price"] = {**body["price"], "currency": "EUR"}
    if "categories" in body:
        names = {"es": "Paseo", "en": "Walk"}
        changed["categories"] = [{"slug": settings["category"], "names": names}]
    return changed


def _picture(body: Body, settings: Body, choose: random.Random) -> Body:
    return {**body, "image": choose.choice(PICTURES)}


def _account(body: Body, settings: Body, choose: random.Random) -> Body:
    """Use an e-mail that has no account."""
    email = f"walk-{choose.getrandbits(48)}@example.com"
    return {**body, "email": email, "phone": None, "notify": None}


def _address(body: Body, settings: Body, choose: random.Random) -> Body:
    country = choose.choice(list(_POSTAL_CODES))
    return {**body, "country": country, "postal_code": _POSTAL_CODES[country]}


def _category(body: Body, settings: Body, choose: random.Random) -> Body:
    return {**body, "slug": f"walk-{choose.getrandbits(48)}", "parent": None}


def _closure(body: Body, settings: Body, choose: random.Random) -> Body:
    return {"password": settings["account"]["password"]}


BY_CASE: Mapping[str, Callable[[Body, Body, random.Random], Body]] = {
    "create_session": _credentials,
    "change_password": _password,
    "delete_user": _closure,
    "place_order": _order,
    "create_product": _product,
    "change_product": _product,
    "add_image": _picture,
    "create_user": _account,
    "create_address": _address,
    "replace_address": _address,
    "create_category": _category,
}
"""The functions that turn a body that fits the schema into one that the store accepts."""
