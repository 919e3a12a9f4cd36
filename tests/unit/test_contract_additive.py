"""The REST contract may grow; what a client of the last release relies on is not taken away."""

import copy
from typing import Any

import pytest

from bff.contract import contract
from tests.contract.additive import RELEASED, broken, facts_of, main

BEFORE: dict[str, Any] = {
    "paths": {
        "/lamps": {
            "post": {
                "security": [{}],
                "parameters": [
                    {"name": "lang", "in": "query", "schema": {"enum": ["es", "en"]}},
                ],
                "requestBody": {
                    "content": {"application/json": {"schema": {"$ref": "#/components/Lamp"}}}
                },
                "responses": {
                    "201": {
                        "content": {"application/json": {"schema": {"$ref": "#/components/Lamp"}}}
                    },
                    "404": {},
                },
            }
        }
    },
    "components": {
        "Lamp": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": {"type": "string"},
                "watts": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
            },
        }
    },
}
POST = BEFORE["paths"]["/lamps"]["post"]


def change(where: str, value: Any) -> dict[str, Any]:
    """Return the contract with another value at a path; None takes away what is there."""
    changed = copy.deepcopy(BEFORE)
    *parents, last = where.split("|")
    at: Any = changed
    for part in parents:
        at = at[part]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return changed


DOOR = "paths|/lamps|post"
NEW_HEADER = {"name": "X-New", "in": "header", "required": True, "schema": {"type": "string"}}


@pytest.mark.parametrize(
    ("where", "value", "told"),
    [
        ("paths|/lamps", None, "no longer offers POST /lamps"),
        (DOOR, None, "no longer offers POST /lamps"),
        (f"{DOOR}|responses|404", None, "no longer offers POST /lamps -> 404"),
        (f"{DOOR}|parameters", [], "no longer offers POST /lamps query:lang = en"),
        (f"{DOOR}|security", [{"token": []}], "newly asks POST /lamps sign-in"),
        (f"{DOOR}|parameters", [*POST["parameters"], NEW_HEADER], "newly asks POST /lamps header:"),
        ("components|Lamp|required", ["name", "watts"], "newly asks POST /lamps application/json:"),
        ("components|Lamp|required", [], "no longer offers POST /lamps -> application/json:/name"),
        ("components|Lamp|properties|watts", None, "no longer offers POST /lamps application/json"),
        ("components|Lamp|properties|name", {"type": "null"}, "no longer offers POST /lamps app"),
        (
            "components|Lamp|properties|name",
            {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "newly asks POST /lamps -> application/json:/name to be read as null",
        ),
    ],
)
def test_what_breaks_a_client_is_named(where, value, told):
    found = broken(facts_of(BEFORE), facts_of(change(where, value)))
    assert any(line.startswith(told) for line in found), found


def test_what_only_adds_breaks_nothing():
    lamp = BEFORE["components"]["Lamp"]
    shade = {"type": "object", "required": ["hue"], "properties": {"hue": {"type": "string"}}}
    added = change("components|Lamp|properties", {**lamp["properties"], "shade": shade})
    added["paths"]["/shades"] = {"get": {**POST, "security": [{"token": []}]}}
    added["paths"]["/lamps"]["post"]["responses"]["409"] = {}
    assert broken(facts_of(BEFORE), facts_of(added)) == []


def test_todays_contract_keeps_what_was_released(tmp_path):
    path = tmp_path / "openapi.json"
    path.write_bytes(contract())
    assert len(RELEASED.read_text(encoding="utf-8").splitlines()) > 1000
    assert main([str(path)]) == 0
