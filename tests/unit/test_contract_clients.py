"""Clients that are generated from the contract know every problem by its type."""

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from bff.contract import contract
from bff.errors.problems import STATUSES, TYPE_PREFIX

PACKAGE = "generated_tienda_client"
ERRORS: dict[str, list[dict[str, Any]]] = {
    "out-of-stock": [{"product_id": "a", "requested": 2, "available": 1}],
    "product-unavailable": [{"product_id": "a"}],
    "too-many-units": [{"product_id": "a", "requested": 2, "allowed": 1}],
    "price-changed": [
        {
            "product_id": "a",
            "seen": {"amount": 1, "currency": "EUR"},
            "current": {"amount": 2, "currency": "EUR"},
        }
    ],
}
ORDER = {
    "contact": {"name": "Ana Ruiz", "email": "ana@example.com"},
    "shipping_address": {
        "line1": "Gran Vía 1",
        "city": "Madrid",
        "postal_code": "28013",
        "country": "ES",
    },
    "notify": ["email"],
}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("client")
    (folder / "openapi.json").write_bytes(contract())
    # Its own commands to tidy the code are left out: the test does not read the code.
    (folder / "config.yaml").write_text("post_hooks: []\n", encoding="utf-8")
    command = [
        *(Path(sys.executable).with_name("openapi-python-client"), "generate", "--meta", "none"),
        *("--path", folder / "openapi.json", "--output-path", folder / PACKAGE),
        *("--config", folder / "config.yaml"),
    ]
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, check=False, timeout=120
    )
    (folder / "said.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    assert done.returncode == 0, done.stdout
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


def module(name: str) -> ModuleType:
    return importlib.import_module(f"{PACKAGE}.{name}")


def body_of(reason: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": TYPE_PREFIX + reason,
        "title": "Title",
        "status": STATUSES[reason],
        "detail": "Detail.",
        "instance": "/orders",
    }
    return body | ({"errors": ERRORS[reason]} if reason in ERRORS else {})


@pytest.mark.usefixtures("generated")
@pytest.mark.parametrize("reason", sorted(STATUSES))
def test_a_python_client_has_a_class_for_each_problem(reason: str):
    name = "Problem" + "".join(word.capitalize() for word in reason.split("-"))
    problem = getattr(module("models"), name).from_dict(body_of(reason))
    assert str(problem.type_) == TYPE_PREFIX + reason
    assert problem.to_dict() == body_of(reason)


@pytest.mark.usefixtures("generated")
def test_a_python_client_parses_each_refusal_of_an_order_into_its_class():
    api = module("api.orders.place_order")
    order = module("models").NewOrder.from_dict(ORDER)
    operation = json.loads(contract())["paths"]["/orders"]["post"]
    reasons = [
        line.split("`")[1]
        for response in operation["responses"].values()
        for line in response["description"].split("\n\n")
        if line.startswith("`")
    ]
    assert {"out-of-stock", "price-changed", "idempotency-key-reused"} <= set(reasons)
    for reason in reasons:
        answer = httpx.Response(STATUSES[reason], json=body_of(reason))
        transport = httpx.MockTransport(lambda _, answer=answer: answer)
        client = module("client").Client(base_url="http://127.0.0.1")
        client.set_httpx_client(httpx.Client(base_url="http://127.0.0.1", transport=transport))
        response = api.sync_detailed(client=client, body=order, idempotency_key="a")
        assert str(response.parsed.type_) == TYPE_PREFIX + reason


def test_only_the_sitemaps_which_are_xml_are_beyond_the_generator(generated: Path):
    said = (generated / "said.txt").read_text(encoding="utf-8")
    assert [line for line in said.splitlines() if "WARNING" in line] == [
        f"WARNING parsing GET /products/{name}.xml within sitemap."
        for name in ("sitemap", "sitemap-{part}")
    ]
    assert "Unable to" not in said
