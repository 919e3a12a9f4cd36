"""What every answer must be, whatever was asked."""

import json
from dataclasses import dataclass

from bench.speed.connection import Response
from tests.fuzz.inputs import Hostile

SLOWEST = 1.0
"""Seconds."""
_LEAKS = (b"Traceback", b"sqlalchemy", b"asyncpg", b"grpc", b"tsquery", b"SELECT ", b'File "')


@dataclass(frozen=True, slots=True)
class Finding:
    """An answer that is not as it must be."""

    what: str
    request: Hostile
    answer: str

    def __str__(self) -> str:
        return f"{self.what}\n  {self.request.kind}: {self.request.raw[:600]!r}\n  {self.answer}"


def judge(request: Hostile, response: Response, took: float) -> list[Finding]:
    """Return everything that is wrong with an answer that took so many seconds."""
    faults = list(_faults(response))
    if took > SLOWEST:
        faults.append(f"took {took:.2f} s")
    said = f"{response.status} {response.body[:400]!r}"
    return [Finding(fault, request, said) for fault in faults]


def _faults(response: Response) -> list[str]:
    faults = [f"tells of {leak!r}" for leak in _LEAKS if leak in response.body]
    if response.status >= 500:
        faults.append(f"{response.status}")
    if not response.body and (response.status < 400 or response.status == 416):
        # A part that a page of the front does not have is the file server's to refuse.
        return faults
    is_problem = b"application/problem+json" in response.head.lower()
    if response.status >= 400 and not is_problem:
        return [*faults, "is no problem document"]
    if not is_problem and b"application/json" not in response.head.lower():
        return faults  # the front's own pages
    try:
        document = json.loads(response.body, parse_constant=_refuse)
    except ValueError as error:
        return [*faults, f"is no JSON: {error}"]
    if is_problem:
        faults += _faults_of_problem(document, response.status)
    return faults


def _faults_of_problem(document: object, status: int) -> list[str]:
    if not isinstance(document, dict):
        return ["is no object"]
    texts = [document.get(name) for name in ("type", "title", "detail", "instance")]
    faults = [] if all(isinstance(one, str) and one for one in texts) else ["lacks a text"]
    if document.get("status") != status:
        faults.append("names another status")
    if not all(isinstance(error, dict) for error in document.get("errors", [])):
        faults.append("has an error that is no object")
    return faults


def _refuse(name: str) -> float:
    raise ValueError(f"{name} is no JSON")
