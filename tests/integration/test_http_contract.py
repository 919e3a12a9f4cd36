"""openapi.json is true: it is well formed, and every path in it leads somewhere."""

from typing import Any

from openapi_spec_validator import validate

from tests.integration.shop import Visitor

SAMPLES = {"id_or_slug": "no-such-thing", "part": "1"}
NOBODY = "00000000-0000-7000-8000-000000000000"


async def contract_of(shopper: Visitor) -> dict[str, Any]:
    reply = await shopper.ask("GET", "/openapi.json")
    assert reply.status == 200
    return reply.document


async def test_the_contract_is_valid_openapi(shopper: Visitor):
    validate(await contract_of(shopper))


async def test_every_path_of_the_contract_answers_as_it_says(shopper: Visitor):
    for path, methods in (await contract_of(shopper))["paths"].items():
        for method, operation in methods.items():
            names = (one["name"] for one in operation["parameters"] if one.get("in") == "path")
            plain = path.format_map({name: SAMPLES.get(name, NOBODY) for name in names})
            body = {} if "requestBody" in operation else None
            reply = await shopper.ask(method.upper(), plain, body)
            told = (method, path, reply.status, reply.reason)
            assert str(reply.status) in operation["responses"], told
            assert reply.status < 500, told
            assert reply.reason not in {"not-found", "method-not-allowed"}, told
