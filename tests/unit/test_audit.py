"""The audit fails on what a registry reports, and on nothing that it does not report."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.audit import registry
from tests.audit.__main__ import audit_python, judge, npm_findings
from tests.audit.registry import index_url

ADVISORY = {
    "id": "PYSEC-1",
    "summary": "It falls over.",
    "details": "At length.",
    "fixed_in": ["2.0"],
    "withdrawn": None,
}


def page(yanked: Any = False) -> dict[str, Any]:
    names = ("lamp-1.0-py3-none-any.whl", "lamp-1.0.tar.gz", "lamp-2.0.tar.gz", "lamp-x.exe")
    return {"files": [{"filename": name, "yanked": yanked} for name in names]}


def document(version: str, *advisories: dict[str, Any]) -> dict[str, Any]:
    return {"info": {"version": version}, "vulnerabilities": list(advisories)}


@pytest.fixture
def mirror() -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the URL of a package index, and its responses by path."""
    answers: dict[str, Any] = {}

    class Registry(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name is the library's
            answer = answers.get(self.path)
            self.send_response(404 if answer is None else 200)
            self.end_headers()
            self.wfile.write(b"" if answer is None else json.dumps(answer).encode())

        def log_message(self, *_: object) -> None:
            pass

    registry.has_version_documents.cache_clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Registry)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/simple", answers
    server.shutdown()
    thread.join()
    server.server_close()


def audit(index: str) -> tuple[list[str], list[str]]:
    found, untold = audit_python({"Lamp": "1.0"}, index)
    return [f"{one.id} {one.severity}" for one in found], untold


def test_a_release_that_is_good_is_not_told_of(mirror):
    index, answers = mirror
    answers |= {"/simple/lamp/": page(), "/pypi/Lamp/json": document("1.0")}
    assert audit(index) == ([], [])


@pytest.mark.parametrize("reason", [True, "Broken."])
def test_a_yanked_release_is_found(mirror, reason):
    index, answers = mirror
    answers |= {"/simple/lamp/": page(reason), "/pypi/Lamp/json": document("1.0")}
    assert audit(index) == (["lamp 1.0 yanked"], [])


def test_a_release_of_which_one_file_is_yanked_can_still_be_had(mirror):
    index, answers = mirror
    answers |= {"/simple/lamp/": page(), "/pypi/Lamp/json": document("1.0")}
    answers["/simple/lamp/"]["files"][0]["yanked"] = True
    assert audit(index) == ([], [])


def test_a_known_vulnerability_is_found_unless_it_was_withdrawn(mirror):
    index, answers = mirror
    withdrawn = {**ADVISORY, "id": "PYSEC-2", "withdrawn": "2026-01-01"}
    answers |= {
        "/simple/lamp/": page(),
        "/pypi/packaging/24.0/json": {},
        "/pypi/Lamp/1.0/json": document("1.0", ADVISORY, withdrawn),
    }
    assert audit(index) == (["PYSEC-1 severity unknown"], [])


def test_what_is_known_of_another_release_is_not_taken_for_this_one(mirror):
    index, answers = mirror
    answers |= {"/simple/lamp/": page(), "/pypi/Lamp/json": document("2.0", ADVISORY)}
    assert audit(index) == ([], ["PyPI: nothing known of 1 of 1: vulnerable?"])


def test_a_registry_that_does_not_answer_fails_nothing_and_is_told_of():
    found, (line,) = audit("http://127.0.0.1:9/simple")
    assert found == []
    assert line.startswith("PyPI: not reached")


def test_the_index_is_the_one_that_pip_uses(monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple/")
    assert index_url() == "http://127.0.0.1:9/simple"


def test_what_is_accepted_or_harmless_is_reported_and_the_rest_fails():
    url = "http://127.0.0.1/advisories/"
    via = [
        {"url": f"{url}{name}", "range": "<2", "severity": severity, "title": "It falls over."}
        for name, severity in (("GHSA-1", "high"), ("GHSA-2", "low"), ("GHSA-3", "critical"))
    ]
    found = list(npm_findings({"lamp": {"via": [*via, "bulb"]}}))
    bad, notes = judge(found, {"GHSA-3": "never called", "GHSA-9": "gone"})
    assert bad == ["lamp <2: GHSA-1 (high) It falls over."]
    assert [line.partition(":")[0] for line in notes] == [
        "lamp <2",
        "accepted",
        "accepted, but found no more",
    ]
