"""Runs measure.mjs in the tests' browser: `python -m tests.lighthouse [URL [ROUNDS]]`."""

import os
import subprocess
import sys
from pathlib import Path

from tests.e2e.browser import installed


def main() -> int:
    """Measure, and answer how it ended."""
    chromium = installed()
    environ = {**os.environ, **chromium.environ, "CHROME_PATH": chromium.path}
    measure = str(Path(__file__).with_name("measure.mjs"))
    return subprocess.run(["node", measure, *sys.argv[1:]], env=environ, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
