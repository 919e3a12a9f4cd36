"""Holds the REST contract to what was released: it may offer more, and ask for no more.

`python -m tests.contract.additive build/openapi.json` compares it with `released.txt`, and ends
with 1 and a line for each thing that a client may miss; `--write` takes it as released. Bounds,
patterns and new values of an answer's enums are not compared.
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
    """Return the contract in lines: what it "offers" must stay, what it "asks" must not grow."""
    return set(_facts(document))


def _facts(document: Json) -> Iterator[str]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            door = f"{method.upper()} {path}"
            yield f"offers {door}"
            if {} not in operation["security"]:
                yield f"asks {door} sign-in"
            for one in (_resolved(one, document) for one in operation.get("parameters", ())):
                at = f"{door} {one['in']}:{one['name']}"
                yield from _taken(one["schema"], document, at, needed=one.get("required", False))
            body = operation.get("requestBody", {})
            for kind, content in body.get("content", {}).items():
                yield from _taken(content["schema"], document, f"{door} {kind}:", needed=True)
            for status, answer in operation["responses"].items():
                yield f"offers {door} -> {status}"
                for kind, content in answer.get("content", {}).items():
                    if status.startswith("2"):
                        yield from _given(content["schema"], document, f"{door} -> {kind}:")


def _taken(schema: Json, document: Json, at: str, *, needed: bool) -> Iterator[str]:
    if needed:
        yield f"asks {at}"
    for one in _alternatives(schema, document):
        kind = one.get("type", "anything")
        for value in one.get("enum", [one["const"]] if "const" in one else [kind]):
            yield f"offers {at} = {value}"
        for name, inner in one.get("properties", {}).items():
            is_needed = name in one.get("required", ())
            yield from _taken(inner, document, f"{at}/{name}", needed=is_needed)
        if kind == "array":
            yield from _taken(one["items"], document, f"{at}/*", needed=False)


def _given(schema: Json, document: Json, at: str) -> Iterator[str]:
    yield f"offers {at}"
    for one in _alternatives(schema, document):
        kind = one.get("type", "anything")
        yield f"asks {at} to be read as {kind}"
        for name in one.get("required", ()):
            yield from _given(one["properties"][name], document, f"{at}/{name}")
        if kind == "array":
            yield from _given(one["items"], document, f"{at}/*")


def _alternatives(schema: Json, document: Json) -> Iterator[Json]:
    schema = _resolved(schema, document)
    several = schema.get("anyOf") or schema.get("oneOf")
    if not several:
        yield schema
    for one in several or ():
        yield from _alternatives(one, document)


def _resolved(schema: Json, document: Json) -> Json:
    if "$ref" not in schema:
        return schema
    found: Any = document
    for part in schema["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return _resolved(found, document)


def broken(before: set[str], now: set[str]) -> list[str]:
    """Return what is gone, and what is asked for newly where something was there before."""
    gone = [f"no longer {fact}" for fact in before - now if fact.startswith("offers ")]
    known = {fact.removeprefix("offers ").partition(" = ")[0] for fact in before}
    more = [
        f"newly {fact}"
        for fact in now - before
        if fact.startswith("asks ") and _holder(fact.removeprefix("asks ")) in known
    ]
    return sorted([*gone, *more])


def _holder(asked: str) -> str:
    """Return what a thing that is asked for is part of; for a part of a body, the object around."""
    if " to be read as " in asked:
        return asked.partition(" to be read as ")[0]
    if "/" in asked.rpartition(":")[2] and ":" in asked:
        return asked.rpartition("/")[0]
    return " ".join(asked.split(" ")[:2])


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare or write, and answer the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.contract.additive", description=__doc__)
    parser.add_argument("contract", type=Path)
    parser.add_argument("--write", action="store_true", help="take it as released")
    given = parser.parse_args(arguments)
    facts = facts_of(json.loads(given.contract.read_text(encoding="utf-8")))
    if given.write:
        RELEASED.write_text("\n".join(sorted(facts)) + "\n", encoding="utf-8")
        return 0
    found = broken(set(RELEASED.read_text(encoding="utf-8").splitlines()), facts)
    for line in found:
        print(f"breaks clients: {line}", file=sys.stderr)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
