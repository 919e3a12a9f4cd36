"""The services tell about themselves: a stranger's tool calls them without a proto file."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.store import RunningStore

GRPCURL = Path(sys.executable).with_name("grpcurl")


def grpcurl(*words: str) -> str:
    done = subprocess.run(
        [GRPCURL, "-plaintext", *words], capture_output=True, text=True, check=False, timeout=20
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def call(port: int, method: str, **request: Any) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(
        grpcurl("-d", json.dumps(request), f"127.0.0.1:{port}", method)
    )
    return answer


@pytest.mark.parametrize(
    ("part", "services"),
    [
        ("catalog", ["catalog.v1.CatalogService"]),
        ("orders", ["orders.v1.CartService", "orders.v1.OrderService", "orders.v1.StockService"]),
        (
            "users",
            [
                "users.v1.ClosedAccountService",
                "users.v1.CredentialService",
                "users.v1.KeyService",
                "users.v1.SessionService",
                "users.v1.UserService",
            ],
        ),
    ],
)
def test_each_part_lists_its_services(store: RunningStore, part: str, services: list[str]):
    listed = grpcurl(f"127.0.0.1:{getattr(store.ports, part)}", "list").split()
    assert [name for name in listed if name.startswith("tienda.")] == [
        f"tienda.{name}" for name in services
    ]
    assert "grpc.health.v1.Health" in listed


def test_catalog_and_orders_answer_of_the_same_product(store: RunningStore):
    found = call(
        store.ports.catalog, "tienda.catalog.v1.CatalogService/SearchProducts", page_size=1
    )
    product_id = found["products"][0]["id"]
    stock = call(
        store.ports.orders, "tienda.orders.v1.StockService/BatchGetStock", product_ids=[product_id]
    )
    assert [level["product_id"] for level in stock["levels"]] == [product_id]


def test_orders_describes_how_to_get_a_receipt(store: RunningStore):
    address = f"127.0.0.1:{store.ports.orders}"
    told = grpcurl(address, "describe", "tienda.orders.v1.OrderService")
    assert "rpc GetReceipt ( .tienda.orders.v1.GetReceiptRequest )" in told


def test_users_shows_its_public_keys(store: RunningStore):
    answer = call(store.ports.users, "tienda.users.v1.KeyService/ListSigningKeys")
    assert answer["keys"][0].keys() == {"id", "public_key"}
