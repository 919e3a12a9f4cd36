"""Judges log lines by the filter patterns of CloudWatch Logs, as far as the store has them."""

import json
import re
from typing import Any

_TOKENS = re.compile(r'\(|\)|&&|\|\||\$\.\w+ (?:>=|<=|!=|=|>|<) (?:"[^"]*"|[\d.]+)')


def matches(pattern: str, line: str) -> bool:
    """Whether a metric filter with this pattern counts the line."""
    if not pattern:
        return True
    inner = pattern.removeprefix("{ ").removesuffix(" }")
    assert f"{{ {inner} }}" == pattern, pattern
    assert not _TOKENS.sub("", inner).strip(), f"not understood: {pattern}"
    fields = json.loads(line)
    words = {"(": "(", ")": ")", "&&": "and", "||": "or"}
    text = " ".join(
        words.get(token) or str(_compare(token, fields)) for token in _TOKENS.findall(inner)
    )
    return bool(eval(text))  # noqa: S307 (True, False, and, or, parentheses)


def _compare(token: str, fields: dict[str, Any]) -> bool:
    name, operator, text = token.split(" ", 2)
    value, wanted = fields.get(name.removeprefix("$.")), json.loads(text)
    if isinstance(wanted, str):
        expression = re.escape(wanted).replace(r"\*", ".*")
        is_equal = isinstance(value, str) and re.fullmatch(expression, value) is not None
        return is_equal if operator == "=" else not is_equal
    if not isinstance(value, int | float):
        return False
    return {">": value > wanted, ">=": value >= wanted, "=": value == wanted}[operator]
