"""CloudFront's functions, run by Node, whose JavaScript is the same."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import cloudformation
from bff.http.language import negotiate_language
from bff.site.well_known import CHANGE_PASSWORD_PAGE, CHANGE_PASSWORD_PATH, SECURITY_PATH

WEB = Path(cloudformation.__file__).parents[1] / "web"
FUNCTIONS = Path(cloudformation.__file__).parent / "functions"
# A Node from PyPI is beside this Python.
NODE = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))

pytestmark = pytest.mark.skipif(NODE is None, reason="no Node")


def run(name: str, requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    source = (FUNCTIONS / f"{name}.js").read_text()
    call = f"{json.dumps(requests)}.map((request) => handler({{ request }}))"
    script = f"{source};console.log(JSON.stringify({call}));"
    result = subprocess.run(
        [NODE or "node", "-e", script], capture_output=True, text=True, check=True
    )
    return list(json.loads(result.stdout))


def rewrite(name: str, *paths: str) -> list[str]:
    requests = [{"uri": path, "headers": {}} for path in paths]
    return [request["uri"] for request in run(name, requests)]


def test_every_page_of_the_shop_is_index_html_and_files_are_themselves() -> None:
    paths = (
        "/",
        "/p/mesa",
        "/carrito/",
        "/a.b/c",
        "/index.html",
        "/assets/x-1f.js",
        "/favicon.svg",
    )
    assert rewrite("front", *paths) == [
        *["/index.html"] * 5,
        "/assets/x-1f.js",
        "/favicon.svg",
    ]


def test_a_password_manager_is_led_to_the_page_that_changes_the_password() -> None:
    (answer,) = run("front", [{"uri": CHANGE_PASSWORD_PATH, "headers": {}}])
    assert answer["statusCode"] == 302
    assert answer["headers"]["location"]["value"] == CHANGE_PASSWORD_PAGE


def test_security_txt_is_a_file_to_programs_and_to_people() -> None:
    assert rewrite("front", SECURITY_PATH) == [SECURITY_PATH]
    assert open_pages(SECURITY_PATH) == [SECURITY_PATH]


def open_pages(*paths: str) -> list[str]:
    headers = {"accept": {"value": "text/html,application/xhtml+xml,*/*;q=0.8"}}
    return [each["uri"] for each in run("front", [{"uri": p, "headers": headers} for p in paths])]


def test_whatever_a_browser_opens_is_the_shop_unless_it_is_a_file() -> None:
    paths = ("/index.php", "/producto/mesa-2.5", "/producto/caf%E9", "//Buscar/", "/nada.txt")
    assert open_pages(*paths) == ["/index.html"] * len(paths)
    assert rewrite("front", "/.well-known/nothing-here") == ["/.well-known/nothing-here"]
    # A program is told that there is no such file.
    assert rewrite("front", "/sitemap.xml", "/nada.txt") == ["/sitemap.xml", "/nada.txt"]


def test_the_files_that_a_browser_may_open_are_those_of_the_build() -> None:
    built = {path.name for path in (WEB / "public").iterdir()} | {"licenses.md"}
    paths = [f"/{name}" for name in sorted(built)] + ["/assets/x-1f.js"]
    assert open_pages(*paths) == paths


def test_the_keys_of_pictures_are_their_paths_without_media() -> None:
    paths = ("/media/products/1f.webp", "/media/media/x", "/mediation")
    assert rewrite("media", *paths) == ["/products/1f.webp", "/media/x", "/mediation"]


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


def test_the_language_is_the_one_that_the_bff_would_choose() -> None:
    requests = [
        {"uri": "/products", "headers": {"accept-language": {"value": header}}}
        for header in HEADERS
    ]
    languages = [
        request["headers"]["accept-language"]["value"] for request in run("language", requests)
    ]
    assert dict(zip(HEADERS, languages, strict=True)) == {
        header: negotiate_language(header) for header in HEADERS
    }
    (without_header,) = run("language", [{"uri": "/products", "headers": {}}])
    assert without_header["headers"]["accept-language"]["value"] == negotiate_language("")
