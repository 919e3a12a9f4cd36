"""The templates are those that are written down in golden/."""

import pytest

from cloudformation.config.sizes import SIZES
from tests.cloud.golden import FOLDER, golden


@pytest.mark.parametrize("size", SIZES)
def test_templates_are_as_written_down(size: str) -> None:
    written = (FOLDER / f"{size}.txt").read_text().splitlines()
    now = golden(size).splitlines()
    changed = [line.partition(" ")[0] for line in now if line not in written]
    gone = [line.partition(" ")[0] for line in written if line not in now]
    assert (changed, gone) == ([], []), "if that is meant: python -m tests.cloud.golden"
