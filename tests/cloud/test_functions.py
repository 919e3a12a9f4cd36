"""CloudFront's functions, run by Node: the language that they are written in is the same."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import cloudformation
from bff.http.language import negotiate_language

FUNCTIONS = Path(cloudformation.__file__).parent / "functions"
# Where Node came from PyPI it is beside this Python.
NODE = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))

pytestmark = pytest.mark.skipif(NODE is None, reason="no Node")


def run(name: str, requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    source = (FUNCTIONS / f"{name}.js").read_text()
    call = f"{json.dumps(requests)}.map((request) => handler({{ request }}))"
    script = f"{source};console.log(JSON.stringify({call}));"
    answer = subprocess.run(
        [NODE or "node", "-e", script], capture_output=True, text=True, check=True
    )
    return list(json.loads(answer.stdout))


def paths(name: str, *wanted: str) -> list[str]:
    return [one["uri"] for one in run(name, [{"uri": path, "headers": {}} for path in wanted])]


def test_every_page_of_the_shop_is_the_one_page_and_files_are_themselves() -> None:
    asked = (
        "/",
        "/p/mesa",
        "/carrito/",
        "/a.b/c",
        "/index.html",
        "/assets/x-1f.js",
        "/favicon.svg",
    )
    assert paths("front", *asked) == [
        *["/index.html"] * 5,
        "/assets/x-1f.js",
        "/favicon.svg",
    ]


def test_pictures_lie_in_the_bucket_without_the_paths_first_part() -> None:
    asked = ("/media/products/1f.webp", "/media/media/x", "/mediation")
    assert paths("media", *asked) == ["/products/1f.webp", "/media/x", "/mediation"]


HEADERS = [
    "",
    "es",
    "en",
    "en-GB,en;q=0.9,es;q=0.8",
    "es-ES,es;q=0.9,en;q=0.8",
    "de, fr;q=0.9",
    "de, en;q=0.1",
    "*",
    "*;q=0.5, en;q=0.1",
    "en;q=0",
    "es;q=0, en;q=0.001",
    "es;q=0, *",
    "EN-us , es;q=0.5",
    "en;q=1.000;x, es",
    "en;q=2, es;q=0.1",
    "en-, es;q=0.1",
    "en;q=0.5, en;q=1, es;q=0.7",
    ",".join(["fr"] * 20 + ["en"]),
    "español",
]


def test_a_language_is_chosen_as_the_bff_chooses_it() -> None:
    asked = [
        {"uri": "/products", "headers": {"accept-language": {"value": one}}} for one in HEADERS
    ]
    found = [one["headers"]["accept-language"]["value"] for one in run("language", asked)]
    assert dict(zip(HEADERS, found, strict=True)) == {
        one: negotiate_language(one) for one in HEADERS
    }
    (silent,) = run("language", [{"uri": "/products", "headers": {}}])
    assert silent["headers"]["accept-language"]["value"] == negotiate_language("")
