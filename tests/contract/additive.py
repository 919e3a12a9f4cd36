"""Check that the REST contract only grows: it may offer more than was released, and ask no more.

`python -m tests.contract.additive build/openapi.json` compares it with `released.txt`. It prints a
line for each change that may break a client, and then exits with 1; `--write` makes the contract
the released one. Bounds, patterns and new enum values of responses are not compared.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

RELEASED = Path(__file__).with_name("released.txt")

Json = dict[str, Any]


def facts_of(document: Json) -> set[str]:
    """Return the contract as lines: what it "offers" must stay, what it "asks" must not grow."""
    return set(_facts(document))


def _facts(document: Json) -> Iterator[str]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            name = f"{method.upper()} {path}"
            yield f"offers {name}"
            if {} not in operation["security"]:
                yield f"asks {name} sign-in"
            for reference in operation.get("parameters", ()):
                parameter = _resolved(reference, document)
                at = f"{name} {parameter['in']}:{parameter['name']}"
                is_required = parameter.get("required", False)
                yield from _accepted(parameter["schema"], document, at, is_required=is_required)
            body = operation.get("requestBody", {})
            for kind, content in body.get("content", {}).items():
                at = f"{name} {kind}:"
                is_required = body.get("required", False)
                yield from _accepted(content["schema"], document, at, is_required=is_required)
            for status, response in operation["responses"].items():
                yield f"offers {name} -> {status}"
                for kind, content in response.get("content", {}).items():
                    if status.startswith("2"):
                        yield from _returned(content["schema"], document, f"{name} -> {kind}:")


def _accepted(schema: Json, document: Json, at: str, *, is_required: bool) -> Iterator[str]:
    if is_required:
        yield f"asks {at}"
    for form in _alternatives(schema, document):
        kind = form.get("type", "anything")
        for value in form.get("enum", [form["const"]] if "const" in form else [kind]):
            yield f"offers {at} = {value}"
        for name, field in form.get("properties", {}).items():
            in_required = name in form.get("required", ())
            yield from _accepted(field, document, f"{at}/{name}", is_required=in_required)
        if kind == "array":
            yield from _accepted(form["items"], document, f"{at}/*", is_required=False)


def _returned(schema: Json, document: Json, at: str) -> Iterator[str]:
    yield f"offers {at}"
    for form in _alternatives(schema, document):
        kind = form.get("type", "anything")
        yield f"asks {at} to be read as {kind}"
        for name in form.get("required", ()):
            yield from _returned(form["properties"][name], document, f"{at}/{name}")
        if kind == "array":
            yield from _returned(form["items"], document, f"{at}/*")


def _alternatives(schema: Json, document: Json) -> Iterator[Json]:
    schema = _resolved(schema, document)
    alternatives = schema.get("anyOf") or schema.get("oneOf")
    if not alternatives:
        yield schema
    for alternative in alternatives or ():
        yield from _alternatives(alternative, document)


def _resolved(schema: Json, document: Json) -> Json:
    if "$ref" not in schema:
        return schema
    target: Any = document
    for part in schema["$ref"].removeprefix("#/").split("/"):
        target = target[part]
    return _resolved(target, document)


def broken(before: set[str], now: set[str]) -> list[str]:
    """Return what is no longer offered, and what is newly asked of what existed before."""
    gone = [f"no longer {fact}" for fact in before - now if fact.startswith("offers ")]
    known = {fact.removeprefix("offers ").partition(" = ")[0] for fact in before}
    added = [
        f"newly {fact}"
        for fact in now - before
        if fact.startswith("asks ") and _holder(fact.removeprefix("asks ")) in known
    ]
    return sorted([*gone, *added])


def _holder(requirement: str) -> str:
    """Return what a requirement is part of: an operation or, in a body, the object around it."""
    if " to be read as " in requirement:
        return requirement.partition(" to be read as ")[0]
    if "/" in requirement.rpartition(":")[2] and ":" in requirement:
        return requirement.rpartition("/")[0]
    return " ".join(requirement.split(" ")[:2])


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare or write; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.contract.additive", description=__doc__)
    parser.add_argument("contract", type=Path)
    parser.add_argument("--write", action="store_true", help="make it the released one")
    options = parser.parse_args(arguments)
    facts = facts_of(json.loads(options.contract.read_text(encoding="utf-8")))
    if options.write:
        RELEASED.write_text("\n".join(sorted(facts)) + "\n", encoding="utf-8")
        return 0
    breaking = broken(set(RELEASED.read_text(encoding="utf-8").splitlines()), facts)
    for line in breaking:
        print(f"breaks clients: {line}", file=sys.stderr)
    return int(bool(breaking))


if __name__ == "__main__":
    sys.exit(main())
