"""The table of a walk: by operation and role, how many responses were no refusals."""

from collections.abc import Iterator, Mapping
from typing import Final

from tests.contract.walk import ROLES, Walk

NEVER: Final[Mapping[str, str]] = {
    "confirm_email": "takes a token that was mailed: tests/integration/test_accounts.py",
    "end_session": "ends a session, never the one of the walk: tests/integration/test_accounts.py",
    "reset_password": "takes a token that was mailed: tests/integration/test_accounts.py",
}
"""Operations that refuse every request of a walk: the reason, and the test that covers them."""


def unexplained(walked: Walk) -> list[str]:
    """Return the operations that refused every request, except those in NEVER."""
    return [name for name in walked.names if not walked.good(name)[0] and name not in NEVER]


def lines_of(walked: Walk) -> Iterator[str]:
    """Yield a line for each operation, and one for all."""
    heads = "".join(f"{role:>18}" for role in ROLES)
    yield f"{'2xx and 3xx of all':28}{heads}  refused with"
    for name in walked.names:
        shares = "".join(f"{_share(*walked.good(name, role)):>18}" for role in ROLES)
        refusals = sorted({s for of, _, s in walked.statuses if of == name and s >= 400})
        why = f"  {NEVER[name]}" if name in NEVER and not walked.good(name)[0] else ""
        yield f"{name:28}{shares}  {' '.join(map(str, refusals))}{why}"
    passed, done = walked.good()
    findings = f"findings: {len(walked.findings)}"
    yield f"{done} responses, {_share(passed, done)} no refusals; {findings}"
    yield from walked.findings


def _share(passed: int, done: int) -> str:
    return f"{passed}/{done} {passed / done:.0%}" if done else "-"
