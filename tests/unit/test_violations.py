"""Every code of what can be wrong with a field is used, and always with its own parameters."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from chassis.violations import PARAMETERS, Code

ROOT = Path(__file__).resolve().parents[2]
TABLES = {ROOT / "chassis" / "violations.py", ROOT / "bff" / "errors" / "field_messages.py"}


class Use(NamedTuple):
    """One place in the source that says a code."""

    place: str
    code: Code
    params: frozenset[str]


def keys_of(node: ast.AST) -> set[str]:
    keys = node.keys if isinstance(node, ast.Dict) else []
    return {str(key.value) for key in keys if isinstance(key, ast.Constant)}


def params_beside(code: ast.Attribute, parent: ast.AST) -> set[str]:
    """Return the parameters that go with the code: keywords, or the keys of a dict."""
    match parent:
        case ast.Call(args=args, keywords=keywords):
            names = {keyword.arg for keyword in keywords if keyword.arg}
            return names.union(*map(keys_of, args))
        case ast.Tuple(elts=elements):
            return set().union(*map(keys_of, elements))
        case ast.Dict(keys=keys, values=values):
            name = keys[values.index(code)]
            if isinstance(name, ast.Constant) and name.value == "code":
                return keys_of(parent) - {"code"}
    return set()


def uses() -> Iterator[Use]:
    for service in ("chassis", "catalog", "orders", "users", "bff"):
        for file in sorted((ROOT / service).rglob("*.py")):
            if file in TABLES or "migrations" in file.parts:
                continue
            for parent in ast.walk(ast.parse(file.read_text())):
                if isinstance(parent, ast.Compare):
                    continue
                for node in ast.iter_child_nodes(parent):
                    match node:
                        case ast.Attribute(value=ast.Name("Code"), attr=name) if name.isupper():
                            place = f"{file.relative_to(ROOT)}:{node.lineno}"
                            params = frozenset(params_beside(node, parent))
                            yield Use(place, Code[name], params)


USES = list(uses())


@pytest.mark.parametrize("use", USES, ids=lambda use: f"{use.place} {use.code.name}")
def test_a_code_has_the_parameters_that_its_description_names(use):
    assert use.params == PARAMETERS[use.code]


def test_every_code_is_used():
    assert {use.code for use in USES} == set(Code)
