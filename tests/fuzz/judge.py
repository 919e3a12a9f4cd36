"""Judges a response: what must hold for any request."""

import json
from dataclasses import dataclass

from bench.speed.connection import Response
from tests.fuzz.inputs import HostileRequest

MAX_SECONDS = 1.0
"""A response may take no longer."""
_LEAKS = (b"Traceback", b"sqlalchemy", b"asyncpg", b"grpc", b"tsquery", b"SELECT ", b'File "')


@dataclass(frozen=True, slots=True)
class Finding:
    """A response that breaks a rule."""

    fault: str
    request: HostileRequest
    response: str

    def __str__(self) -> str:
        return f"{self.fault}\n  {self.request.kind}: {self.request.raw[:600]!r}\n  {self.response}"


def judge(request: HostileRequest, response: Response, took: float) -> list[Finding]:
    """Return a finding for each fault of a response that took so many seconds."""
    faults = list(_faults(response))
    if took > MAX_SECONDS:
        faults.append(f"took {took:.2f} s")
    beginning = f"{response.status} {response.body[:400]!r}"
    return [Finding(fault, request, beginning) for fault in faults]


def _faults(response: Response) -> list[str]:
    faults = [f"tells of {leak!r}" for leak in _LEAKS if leak in response.body]
    if response.status >= 500:
        faults.append(f"{response.status}")
    if not response.body and (response.status < 400 or response.status == 416):
        # A range past the end of one of the front's files: the file server refuses it.
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
    faults = [] if all(isinstance(text, str) and text for text in texts) else ["lacks a text"]
    if document.get("status") != status:
        faults.append("names another status")
    if not all(isinstance(error, dict) for error in document.get("errors", [])):
        faults.append("has an error that is no object")
    return faults


def _refuse(name: str) -> float:
    raise ValueError(f"{name} is no JSON")
