"""The hooks of schemathesis: set the caller, apply rules that no schema expresses, count responses.

schemathesis loads this module, in the process that `tests.contract.walk` starts.
"""

import atexit
import json
import os
import random
import threading
import time
import uuid
from collections import Counter
from http import HTTPStatus
from itertools import count
from pathlib import Path
from typing import Any

import requests
import schemathesis
from requests.adapters import HTTPAdapter
from schemathesis.core.failures import CustomFailure, Failure

from tests.contract.known import BY_CASE, PICTURES, inexpressible

SETTINGS = json.loads(Path(os.environ["TIENDA_WALK"]).read_text(encoding="utf-8"))
LEAD_SHARE = 0.7
"""The share of requests sent as the lead role; the other two roles send the rest."""

AIMED = 0.5
"""The share of valid requests that are aimed at an existing product."""
AIMED_AT_ORDERS = 0.9
"""The same for orders, which few requests succeed in placing and shipping."""
FRESH = 0.8
"""The share of valid orders with a key of their own."""

_TRIES = 5
_PREREQUISITES = {
    "get_order": "place_order",
    "get_receipt": "place_order",
    "cancel_order": "place_order",
    "ship_order": "place_order",
    "deliver_order": "ship_order",
    "undo_order_status": "ship_order",
}
"""What must have been done to an order before an operation can succeed."""

_orders: dict[str, list[str]] = {"place_order": [], "ship_order": []}
"""The ids of the orders to which it was done, and not undone."""
_choose = random.Random(SETTINGS["seed"])  # noqa: S311 (must be reproducible)
_counts: Counter[tuple[str, str, int]] = Counter()
_lock = threading.Lock()
_numbers = count()
_roles: dict[str, str] = {}
"""The role of each case in flight, by case id."""


class _FromAddress(HTTPAdapter):
    """Sends from a given loopback address, since new accounts are limited by address."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        super().init_poolmanager(*args, **more, source_address=(self._address, 0))


def _fresh_account() -> Any:
    """Create an account for one case; return the cookies of its session."""
    number = next(_numbers)
    body = {"email": f"gone-{os.getpid()}-{number}@example.com", **SETTINGS["account"]}
    with requests.Session() as session:
        session.mount("http://", _FromAddress(f"127.0.1.{number % 250 + 1}"))
        for _ in range(_TRIES):
            response = session.post(SETTINGS["url"] + "/users", json=body, timeout=10)
            if response.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
                break
            time.sleep(float(response.headers["Retry-After"]))
    assert response.status_code == 201, response.text
    return response.cookies


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Set the caller, and what no schema expresses: an account's password, whole numbers."""
    name = case.operation.definition.raw["operationId"]
    with _lock:
        others = [role for role in ("anonymous", "customer", "admin") if role != SETTINGS["lead"]]
        by_lead = _choose.random() < LEAD_SHARE
        role = SETTINGS["lead"] if by_lead else _choose.choice(others)
        _roles[case.id] = role
        number = next(_numbers)
    case.headers["Origin"] = SETTINGS["url"]
    is_good = case.meta is None or case.meta.generation.mode.is_positive
    if role != "anonymous":
        token = SETTINGS["tokens"][role]
        if name == "delete_user":  # the walk must not lose its account
            token = _fresh_account()["tienda_access"]
        case.headers["Authorization"] = f"Bearer {token}"
    if name == "refresh_session" and is_good:
        case.cookies["tienda_refresh"] = _fresh_account()["tienda_refresh"]
    if "session" in kwargs:
        kwargs["session"].mount("http://", _FromAddress(f"127.0.0.{number % 250 + 2}"))
    _aim(case, name, is_good=is_good)
    if name == "delete_user" and is_good:
        # The body may be left out, which is refused: an earlier version had none.
        case.body, case.media_type = {}, "application/json"
    if is_good and isinstance(case.body, dict):
        case.body = _whole(case.body)
        if known := BY_CASE.get(name):
            case.body = known(case.body, SETTINGS, _choose)


def _aim(case: Any, name: str, *, is_good: bool) -> None:
    """Keep older products unchanged, and aim every other valid request at something existing."""
    path = case.path_parameters
    for parameter in ("id_or_slug", "product_id"):
        if parameter not in path:
            continue
        is_ours = name != "get_product" and path[parameter] in SETTINGS["kept"]
        if is_ours or (is_good and _choose.random() < AIMED):
            path[parameter] = _choose.choice(SETTINGS["products"])
    if path.get("slug") in SETTINGS["kept"]:
        path["slug"] = "nothing-of-the-kind"
    if "If-Match" in case.headers and is_good:
        case.headers["If-Match"] = "*"
    if name == "place_order" and is_good and _choose.random() < FRESH:
        # Examples repeat one key, which is refused with another order.
        case.headers["Idempotency-Key"] = str(uuid.UUID(int=_choose.getrandbits(128)))
    done = _orders.get(_PREREQUISITES.get(name, ""))
    if done and is_good and _choose.random() < AIMED_AT_ORDERS:
        path["id"] = _choose.choice(done)


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    """Count the response."""
    name = case.operation.definition.raw["operationId"]
    with _lock:
        _counts[name, _roles.pop(case.id, "anonymous"), response.status_code] += 1
        if name in _orders and response.status_code in {HTTPStatus.OK, HTTPStatus.CREATED}:
            _orders[name].append(response.json()["id"])
        if name in {"undo_order_status", "deliver_order"} and response.status_code == HTTPStatus.OK:
            shipped = _orders["ship_order"]
            _orders["ship_order"] = [one for one in shipped if one != response.json()["id"]]


@schemathesis.hook
def filter_failure(context: Any, failure: Failure, case: Any, response: Any) -> bool:
    """Return whether a failure is one.

    It is none that a rule that no schema expresses refused a valid request. Nor that a picture was
    accepted where schemathesis meant to send an invalid one: a file has no schema to violate.
    """
    match type(failure).__name__:
        case "RejectedPositiveData":
            return not inexpressible(response)
        case "AcceptedNegativeData":
            return not (isinstance(case.body, dict) and case.body.get("image") in PICTURES)
    return True


@schemathesis.check
def refusals_are_problems(ctx: Any, response: Any, case: Any) -> None:
    """Check that every refusal is a problem document (RFC 9457) of the same status."""
    if response.status_code < 400 or case.method == "HEAD":
        return
    kind = response.headers.get("content-type", [""])[0]
    if not kind.startswith("application/problem+json"):
        raise CustomFailure("refused", f"{response.status_code} came as {kind!r}")
    document = response.json()
    if document.get("status") != response.status_code:
        raise CustomFailure("refused", f"{response.status_code} calls itself {document}")
    if not all(document.get(name) for name in ("type", "title", "detail", "instance")):
        raise CustomFailure("refused", f"lacks a text: {document}")


def _whole(value: Any) -> Any:
    """Write 2.0 as 2: both are integers to JSON Schema, only the second one to the store."""
    if isinstance(value, dict):
        return {name: _whole(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@atexit.register
def _write_counts() -> None:
    rows = [[*key, number] for key, number in sorted(_counts.items())]
    Path(SETTINGS["counts"]).write_text(json.dumps(rows), encoding="utf-8")
