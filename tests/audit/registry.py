"""Asks the registry that pip is configured with whether releases are yanked or vulnerable."""

import json
import os
import re
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)

TIMEOUT = 5.0
"""Seconds for one response."""
_SIMPLE = "application/vnd.pypi.simple.v1+json"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a release."""

    release: str
    """Its name and version, with a blank between."""
    id: str
    """Of the advisory; of a yanked release, the release itself."""
    severity: str
    what: str

    def __str__(self) -> str:
        return f"{self.release}: {self.id} ({self.severity}) {self.what}".replace("\n", " ")


@dataclass(frozen=True, slots=True)
class ReleaseReport:
    """The findings about one release; None where the registry does not report them."""

    yanked: list[Finding] | None
    vulnerable: list[Finding] | None


class Unreachable(Exception):
    """The registry does not answer."""


def index_url() -> str:
    """Return the index that pip uses here, from pip's own help; empty if that does not say."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "download", "--help"],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "500"},
    )
    found = re.search(r"--index-url <url>.*?\(default\s+(\S+?)\)", done.stdout, re.DOTALL)
    return found[1].rstrip("/") if found else ""


def look_up(index: str, name: str, version: str) -> ReleaseReport:
    """Return what the registry reports about a release. Raise Unreachable."""
    release = f"{canonicalize_name(name)} {version}"
    page = _read(f"{index}/{canonicalize_name(name)}/", _SIMPLE)
    return ReleaseReport(
        None if page is None else yanked_in(page, release, version),
        _vulnerabilities(index.removesuffix("/simple"), name, release, version),
    )


def yanked_in(page: Mapping[str, Any], release: str, version: str) -> list[Finding] | None:
    """Return the findings of a project's page (PEP 691, 592); None if it lacks the release."""
    files = [file for file in page["files"] if _version_of(file["filename"]) == version]
    if not files:
        return None
    if not all(file.get("yanked") for file in files):
        return []
    reason = files[0]["yanked"]
    return [Finding(release, release, "yanked", reason if isinstance(reason, str) else "")]


def vulnerable_in(known: Mapping[str, Any], release: str) -> list[Finding]:
    """Return the findings of a release's JSON document, which gives no severities."""
    return [
        Finding(
            release,
            advisory["id"],
            "severity unknown",
            f"{advisory.get('summary') or advisory['details'][:200]};"
            f" fixed in {advisory['fixed_in']}",
        )
        for advisory in known.get("vulnerabilities", ())
        if not advisory.get("withdrawn")
    ]


def _vulnerabilities(root: str, name: str, release: str, version: str) -> list[Finding] | None:
    known = _read(f"{root}/pypi/{name}/{version}/json") if has_version_documents(root) else None
    if known is None:
        # Some mirrors have only the document of the newest release.
        known = _read(f"{root}/pypi/{name}/json")
        if known is None or known["info"]["version"] != version:
            return None
    return vulnerable_in(known, release)


@cache
def has_version_documents(root: str) -> bool:
    return _read(f"{root}/pypi/packaging/24.0/json") is not None


def _version_of(filename: str) -> str:
    try:
        if filename.endswith(".whl"):
            return str(parse_wheel_filename(filename)[1])
        return str(parse_sdist_filename(filename)[1])
    except (InvalidSdistFilename, InvalidWheelFilename):
        return ""


def _read(url: str, accept: str = "application/json") -> Any:
    """Return a JSON document; None if there is none of that kind. Raise Unreachable."""
    request = urllib.request.Request(url, headers={"Accept": accept})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT, context=_context()) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Unreachable(str(error)) from None
        return None
    except ValueError:
        return None
    except OSError as error:
        raise Unreachable(str(error)) from None


@cache
def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    if certificates := os.environ.get("PIP_CERT"):
        context.load_verify_locations(certificates)
    return context
