"""The templates equal those that are stored in golden/."""

import pytest

from cloudformation.config.sizes import SIZES
from tests.cloud.golden import FOLDER, golden


@pytest.mark.parametrize("size", SIZES)
def test_templates_are_as_stored(size: str) -> None:
    stored = (FOLDER / f"{size}.txt").read_text().splitlines()
    actual = golden(size).splitlines()
    changed = [line.partition(" ")[0] for line in actual if line not in stored]
    gone = [line.partition(" ")[0] for line in stored if line not in actual]
    assert (changed, gone) == ([], []), "if that is meant: python -m tests.cloud.golden"
