"""Which Chromium the tests drive: the system's, one from npm, or Debian's; never none."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Playwright, sync_playwright

HERE = Path(__file__).resolve().parent
FOUND = HERE.parent.parent / ".venv" / "browser"
"""Says which browser `install` settled on."""

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_ARGUMENTS = [
    "--no-sandbox",  # root has no sandbox to itself
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The package's own configuration looks for its fonts in folders of AWS Lambda.
_FONTS = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{folder}/font-cache</cachedir>
</fontconfig>
"""


class NoBrowser(RuntimeError):
    """No Chromium could be found or had; the message says what was tried."""


@dataclass(frozen=True)
class Chromium:
    """A browser that runs here."""

    path: str
    environ: dict[str, str] = field(default_factory=dict)
    """What it needs in its environment beside what is there."""

    def launch(self, playwright: Playwright) -> Browser:
        """Start it. Raise playwright's Error when it does not run here."""
        options: dict[str, Any] = {
            "executable_path": self.path,
            "args": _ARGUMENTS,
            "env": {**os.environ, **self.environ},
            "timeout": 30_000,
        }
        return playwright.chromium.launch(**options)

    def runs(self) -> bool:
        """Whether it opens a page."""
        try:
            with driver() as playwright:
                browser = self.launch(playwright)
                page = browser.new_page()
                page.set_content("<h1>hola</h1>")
                seen = page.inner_text("h1")
                browser.close()
        except Error:
            return False
        return seen == "hola"


@contextmanager
def driver() -> Iterator[Playwright]:
    """Yield playwright's driver, run by the Node that the front is built with.

    The Node inside playwright's package needs libatomic, which a bare Debian lacks.
    """
    here = str(Path(sys.executable).parent)
    node = shutil.which("node", path=os.pathsep.join([here, os.environ["PATH"]]))
    if node:
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", node)
    with sync_playwright() as playwright:
        yield playwright


def installed() -> Chromium:
    """Return the browser that `install` settled on. Raise NoBrowser."""
    if not FOUND.exists():
        raise NoBrowser("run `make test`, or `python -m tests.e2e.browser`, to get a browser")
    return Chromium(**json.loads(FOUND.read_text()))


def install() -> Chromium:
    """Find a browser that runs, or get one, and remember it. Raise NoBrowser."""
    tried = []
    for origin, candidates in (
        ("the system's", _of_the_system),
        ("one from npm", _from_npm),
        ("Debian's", _from_debian),
    ):
        for chromium in candidates():
            if chromium.runs():
                print(f"browser: {origin}, {chromium.path}")
                FOUND.write_text(json.dumps(asdict(chromium)))
                return chromium
        tried.append(origin)
    raise NoBrowser(
        f"no Chromium runs here (tried {', '.join(tried)}): install one, on Debian and Ubuntu with"
        " `apt install chromium`"
    )


def _of_the_system() -> Iterator[Chromium]:
    for name in _NAMES:
        if path := shutil.which(name):
            yield Chromium(path)


def _from_npm() -> Iterator[Chromium]:
    folder = FOUND.with_name("chromium")
    folder.mkdir(exist_ok=True)
    # Node may be the one of the virtual environment.
    environ = {
        **os.environ,
        "TMPDIR": str(folder),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    }
    for command in (["npm", "ci", "--no-audit", "--no-fund"], ["node", "unpack.mjs"]):
        done = subprocess.run(command, cwd=HERE, env=environ, check=False)
        if done.returncode != 0:
            return
    fonts = folder / "fonts.conf"
    fonts.write_text(_FONTS.format(folder=folder), encoding="utf-8")
    environ = {
        "LD_LIBRARY_PATH": str(folder / "al2023" / "lib"),
        "FONTCONFIG_FILE": str(fonts),
    }
    yield Chromium(str(folder / "chromium"), environ)


def _from_debian() -> Iterator[Chromium]:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", "--quiet", *command], env=environ, check=False)
    yield from _of_the_system()


if __name__ == "__main__":
    try:
        install()
    except NoBrowser as error:
        sys.exit(str(error))
