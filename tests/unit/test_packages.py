"""Every list of the Python packages names the same ones."""

import configparser
import re
import tomllib

from tests.import_graph import PACKAGES, ROOT

EVERY = set(PACKAGES)


def pyproject() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]


def test_a_wheel_has_every_package() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    included = setup["options.packages.find"]["include"].split()
    assert {name.rstrip("*") for name in included} == EVERY | {"tienda"}


def test_mypy_checks_every_package() -> None:
    assert set(pyproject()["mypy"]["packages"]) == EVERY


def test_ruff_knows_every_package_for_ours() -> None:
    assert set(pyproject()["ruff"]["lint"]["isort"]["known-first-party"]) == EVERY | {"tienda"}


def test_bandit_reads_every_package() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (listed,) = re.findall(r"^PYTHON_CODE := (.+)$", makefile, re.MULTILINE)
    assert set(listed.split()) == EVERY


def test_a_folder_that_python_imports_is_a_package_of_the_list() -> None:
    found = {file.parent.name for file in ROOT.glob("*/__init__.py")}
    assert found - {"tienda"} == EVERY
