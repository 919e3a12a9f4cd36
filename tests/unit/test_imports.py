"""Imports point one way, folders stay small, and no service imports another."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.import_graph import PACKAGES, ROOT, ImportGraph, circle, floors, imports_of

SERVICES = {"catalog", "orders", "users", "bff"}
OURS = {*PACKAGES, "tienda", "tests"}
MAY_IMPORT = {
    "chassis": {"chassis", "tienda"},
    "cloudformation": {"cloudformation", "chassis", "bff", "tienda"},
    "demo": {"demo"},
    **{service: {service, "chassis", "tienda"} for service in SERVICES},
}
MAX_MODULES = 20
"""In one folder; where there are more, some of them want a room of their own."""
TOOLBOXES = {"chassis", "users"}
"""Folders that may hold more."""
GRAPH = ImportGraph(ROOT)


def files(package: str) -> Iterator[Path]:
    found = sorted((ROOT / package).rglob("*.py"))
    assert found, package
    yield from found


def packages_of(file: Path) -> set[str]:
    return {module.partition(".")[0] for module, _ in imports_of(file)}


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_a_service_imports_no_other_service(package: str) -> None:
    for file in files(package):
        assert packages_of(file) & OURS <= MAY_IMPORT[package], file


@pytest.mark.parametrize("package", ["catalog", "orders", "users"])
def test_a_domain_knows_nothing_of_databases_and_wires(package: str) -> None:
    pure = [file for file in files(package) if file.name == "domain.py"]
    assert pure, package
    for file in pure:
        outside = {"sqlalchemy", "asyncpg", "grpc", "google", "tienda", "boto3"}
        assert not packages_of(file) & outside, file


def test_only_the_chassis_speaks_in_status_codes() -> None:
    for service in sorted(SERVICES):
        for file in files(service):
            assert "StatusCode." not in file.read_text(), file


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert circle(GRAPH.modules) == []


@pytest.mark.parametrize("folder", GRAPH.folders())
def test_rooms_stand_on_floors(folder: str) -> None:
    """No room imports another that imports it, by whatever way round."""
    assert circle(GRAPH.rooms(folder)) == []


def test_no_folder_has_too_many_modules() -> None:
    folders = Counter(file.parent for file in GRAPH.files.values() if file.name != "__init__.py")
    full = {str(folder.relative_to(ROOT)) for folder, many in folders.items() if many > MAX_MODULES}
    assert full <= TOOLBOXES


def test_a_circle_is_found_and_floors_are_counted(tmp_path: Path) -> None:
    for package in PACKAGES:
        (tmp_path / package).mkdir()
    (tmp_path / "catalog/search").mkdir()
    (tmp_path / "catalog/store.py").write_text("from catalog.search import rank\n")
    (tmp_path / "catalog/search/rank.py").write_text("import catalog.domain\n")
    (tmp_path / "catalog/domain.py").write_text("")
    graph = ImportGraph(tmp_path)
    assert graph.rooms("catalog") == {"store": {"search"}, "search": {"domain"}, "domain": set()}
    assert floors(graph.rooms("catalog")) == 3
    (tmp_path / "catalog/domain.py").write_text("def f():\n    from catalog import store\n")
    turned = ImportGraph(tmp_path)
    assert set(circle(turned.rooms("catalog"))) == {"store", "search", "domain"}
    assert "catalog.search.rank" in circle(turned.modules)
