"""Asks the registry that pip is configured with what it knows of releases: yanked, vulnerable."""

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

PATIENCE = 5.0
"""Seconds for one answer."""
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
class Told:
    """What is known of one release; None for what the registry does not tell."""

    yanked: list[Finding] | None
    vulnerable: list[Finding] | None


class Unreachable(Exception):
    """The registry does not answer."""


def index_url() -> str:
    """Return the index that pip would ask here, as it says itself; empty if it does not say."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "download", "--help"],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "500"},
    )
    found = re.search(r"--index-url <url>.*?\(default\s+(\S+?)\)", done.stdout, re.DOTALL)
    return found[1].rstrip("/") if found else ""


def look_up(index: str, name: str, version: str) -> Told:
    """Return what the registry tells of a release. Raise Unreachable."""
    release = f"{canonicalize_name(name)} {version}"
    page = _read(f"{index}/{canonicalize_name(name)}/", _SIMPLE)
    return Told(
        None if page is None else yanked_in(page, release, version),
        _vulnerabilities(index.removesuffix("/simple"), name, release, version),
    )


def yanked_in(page: Mapping[str, Any], release: str, version: str) -> list[Finding] | None:
    """Read a project's page (PEP 691, 592); None when it has no file of the release."""
    files = [one for one in page["files"] if _version_of(one["filename"]) == version]
    if not files:
        return None
    if not all(one.get("yanked") for one in files):
        return []
    reason = files[0]["yanked"]
    return [Finding(release, release, "yanked", reason if isinstance(reason, str) else "")]


def vulnerable_in(known: Mapping[str, Any], release: str) -> list[Finding]:
    """Read a release's JSON document; who publishes there tells no severity, so each one counts."""
    return [
        Finding(
            release,
            one["id"],
            "severity not told",
            f"{one.get('summary') or one['details'][:200]}; fixed in {one['fixed_in']}",
        )
        for one in known.get("vulnerabilities", ())
        if not one.get("withdrawn")
    ]


def _vulnerabilities(root: str, name: str, release: str, version: str) -> list[Finding] | None:
    known = _read(f"{root}/pypi/{name}/{version}/json") if tells_of_versions(root) else None
    if known is None:
        # Some mirrors have the newest release's document alone.
        known = _read(f"{root}/pypi/{name}/json")
        if known is None or known["info"]["version"] != version:
            return None
    return vulnerable_in(known, release)


@cache
def tells_of_versions(root: str) -> bool:
    return _read(f"{root}/pypi/packaging/24.0/json") is not None


def _version_of(filename: str) -> str:
    try:
        if filename.endswith(".whl"):
            return str(parse_wheel_filename(filename)[1])
        return str(parse_sdist_filename(filename)[1])
    except (InvalidSdistFilename, InvalidWheelFilename):
        return ""


def _read(url: str, accept: str = "application/json") -> Any:
    """Return a JSON document, or None where there is none of that kind. Raise Unreachable."""
    request = urllib.request.Request(url, headers={"Accept": accept})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE, context=_context()) as answer:
            return json.load(answer)
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
