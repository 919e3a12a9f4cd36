"""A copy of the project to plant faults in, and its tests."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import coverage

from tests.mutants.planting import Fault

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 3.0
"""How many times as long as without a fault they may take. One that makes them hang is noticed."""

MAX_TESTS = 40
"""Tests tried first on a fault, the ones that cover its line; then all of the package's."""

_RUN = ("-q", "-x", "-p", "no:cacheprovider", "--no-header")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which tests run each line of each module, and which run any of it."""

    by_line: dict[str, dict[int, list[str]]]
    by_module: dict[str, list[str]]

    def tests_of(self, path: str, line: int) -> list[str]:
        """Return the tests that can notice a fault there, those of the very line first."""
        # What runs at import has no test of its own: any test of the module may notice.
        return self.by_line.get(path, {}).get(line) or self.by_module.get(path, [])


class ProjectCopy:
    """A copy of the project's files in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        """Copy what git knows and what is built."""
        self._folder = folder
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for name in listed.split("\0"):
            if name and (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, folder / name)
        shutil.copytree(ROOT / "tienda", folder / "tienda")
        self.timeout: float | None = None
        """Seconds that the tests of a fault may take; measure() finds them."""

    def measure(self, package: str, tests: Sequence[str]) -> Coverage:
        """Run the tests without a fault and return what they cover. Raise RuntimeError."""
        settings = self._folder / "coverage.ini"
        settings.write_text(
            f"[run]\nsource = {package}\nconcurrency = thread,greenlet\n"
            "data_file = coverage.data\n",
            encoding="utf-8",
        )
        command = ["coverage", "run", f"--rcfile={settings}", "-m", "pytest"]
        begin = time.monotonic()
        output = self._run([*command, "-p", "tests.mutants.context_plugin", *_RUN, *tests])
        if output.returncode:
            raise RuntimeError(f"the tests fail without a fault:\n{output.stdout[-3000:]}")
        self.timeout = PATIENCE * (time.monotonic() - begin)
        data = coverage.CoverageData(str(self._folder / "coverage.data"))
        data.read()
        by_line = {
            str(Path(file).relative_to(self._folder)): {
                line: [context for context in contexts if context]
                for line, contexts in data.contexts_by_lineno(file).items()
            }
            for file in data.measured_files()
        }
        by_module = {
            path: list(dict.fromkeys(test for tests in lines.values() for test in tests))
            for path, lines in by_line.items()
        }
        return Coverage(by_line, by_module)

    def notices(self, path: str, fault: Fault, tests: Sequence[str]) -> bool:
        """Return whether one of the tests fails with the fault in the module."""
        module = self._folder / path
        source = module.read_bytes()
        module.write_bytes(fault.planted(source))
        try:
            return self._run(["pytest", *_RUN, *tests]).returncode != 0
        except subprocess.TimeoutExpired:
            return True
        finally:
            module.write_bytes(source)

    def _run(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self._folder,
            env={**os.environ, "PYTHONPATH": str(self._folder), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
            timeout=self.timeout,
        )
