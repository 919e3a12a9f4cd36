"""Imports point inwards, and services know each other by their contracts alone."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVICES = {"catalog", "orders", "users", "bff"}
OURS = SERVICES | {"chassis", "local", "bench", "protos", "cloudformation", "tienda", "tests"}
MAY_IMPORT = {
    "chassis": {"chassis", "tienda"},
    **{service: {service, "chassis", "tienda"} for service in SERVICES},
}
PURE = ("domain.py", "cart_domain.py")


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def files(package: str) -> list[Path]:
    found = sorted((ROOT / package).rglob("*.py"))
    assert found, package
    return found


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_a_service_imports_no_other_service(package: str) -> None:
    for file in files(package):
        ours = {name.partition(".")[0] for name in imported(file)} & OURS
        assert ours <= MAY_IMPORT[package], file


@pytest.mark.parametrize("package", ["catalog", "orders", "users"])
def test_a_domain_knows_nothing_of_databases_and_wires(package: str) -> None:
    pure = [file for file in files(package) if file.name in PURE]
    assert pure, package
    for file in pure:
        outside = {name.partition(".")[0] for name in imported(file)}
        assert not outside & {"sqlalchemy", "asyncpg", "grpc", "google", "tienda", "boto3"}, file


def test_only_the_chassis_speaks_in_status_codes() -> None:
    for service in sorted(SERVICES):
        for file in files(service):
            assert "StatusCode." not in file.read_text(), file
