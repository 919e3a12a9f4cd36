"""The contract that the BFF serves: /openapi.json, and the page that shows it."""

import msgspec
import pytest
from openapi_spec_validator import validate


@pytest.fixture
def shop(shared_shop):
    return shared_shop


async def test_the_contract_is_a_good_openapi_document(shop):
    response = await shop.get("/openapi.json")
    validate(response.body)
    assert response.body["openapi"].startswith("3.1")


async def test_the_page_of_the_contract_names_every_route_and_needs_nothing_else(shop):
    response = await shop.get("/docs")
    page = response.raw.decode()
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert "`" not in page
    for path in shop.contract.document["paths"]:
        assert f"<code>{path}</code>" in page


def test_no_two_structs_of_the_contract_share_a_name():
    names = [one.__name__ for one in _structs(msgspec.Struct) if one.__module__.startswith("bff.")]
    assert len(names) == len(set(names))


def _structs(root):
    for one in root.__subclasses__():
        yield one
        yield from _structs(one)
