"""Faults that are planted in code, to see which ones the tests notice."""

import ast

import pytest

from tests.mutants.planting import faults_in


@pytest.mark.parametrize(
    ("source", "mutants"),
    [
        ("x = a < b", ["x = a <= b"]),
        ("x = 1 < ñ <= b", ["x = 2 < ñ <= b", "x = 1 <= ñ <= b", "x = 1 < ñ < b"]),
        ("x = a not in b", ["x = a in b"]),
        ("x = a is None", ["x = a is not None"]),
        ("x = (a or b) and c", ["x = (a or b) or c", "x = (a and b) and c"]),
        ("x = not a", ["x = a"]),
        ("x = a + b", ["x = a - b"]),
        ("x = True", ["x = False"]),
        ("await save(a)", ["pass"]),
        ('_log.info("ñ")', []),
        ('x = f"{a + 1}"', []),
        ('"""Text."""', []),
        ("x: tuple[int, 2] = 3", ["x: tuple[int, 2] = 4"]),
        (
            "def f(a: int = 2) -> int:\n    return a",
            [
                "def f(a: int = 3) -> int:\n    return a",
                "def f(a: int = 2) -> int:\n    return None",
            ],
        ),
        ("if a:\n    b = c", ["if True:\n    b = c", "if False:\n    b = c"]),
    ],
)
def test_a_fault_stands_in_the_place_of_what_it_replaces(source: str, mutants: list[str]):
    text = source.encode()
    planted = [fault.planted(text).decode() for fault in faults_in(text)]
    assert sorted(planted) == sorted(mutants)
    for mutant in planted:
        compile(mutant, "mutant", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
