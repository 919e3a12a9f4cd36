"""The import graph of the Python packages: modules, the rooms that they stand in, and circles.

`python -m tests.import_graph [DIR]` prints a line for each package of the checkout in DIR. A room
is what stands directly in a folder: a module, or a folder with all that is in it. A room's floor is
one above the highest that it imports; an arrow is one room that imports another.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = (
    *("bff", "catalog", "orders", "users", "chassis", "protos"),
    *("cloudformation", "local", "demo", "bench"),
)

Graph = Mapping[str, frozenset[str]]
"""The names that each name imports."""


class ImportGraph:
    """Imports between the modules of the packages below a root; migrations are left out."""

    def __init__(self, root: Path) -> None:
        self.files = {
            _name(file.relative_to(root)): file
            for package in PACKAGES
            for file in sorted((root / package).rglob("*.py"))
            if "migrations" not in file.parts
        }

    @cached_property
    def modules(self) -> Graph:
        """The modules that each module imports, by full name."""
        return {
            module: frozenset(self._known(file)) - {module} for module, file in self.files.items()
        }

    def folders(self) -> list[str]:
        """Return every package and folder that has more than one room."""
        parents = {module.rpartition(".")[0] for module in self.files} - {""}
        return sorted(parents)

    def rooms(self, folder: str) -> Graph:
        """Return the rooms of a folder, `catalog` or `catalog.search`, and what each imports."""
        rooms: dict[str, set[str]] = {}
        for module, imported in self.modules.items():
            if not _is_inside(module, folder):
                continue
            room = _room(module, folder)
            others = {_room(other, folder) for other in imported if _is_inside(other, folder)}
            rooms.setdefault(room, set()).update(others - {room})
        return {room: frozenset(others) for room, others in rooms.items()}

    def _known(self, file: Path) -> Iterator[str]:
        for module, names in imports_of(file):
            if not names and module in self.files:
                yield module
            for name in names:
                inside = f"{module}.{name}"
                if inside in self.files:
                    yield inside
                elif module in self.files:
                    yield module


def imports_of(file: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Return each import of a file: the module, and the names taken from it, if any."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((name.name, ()) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, tuple(name.name for name in node.names)


def circle(graph: Graph) -> list[str]:
    """Return the names of one circle in the graph; none if it has no circle."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def floors(graph: Graph) -> int:
    """Return how many floors a graph without circles has."""
    height: dict[str, int] = {}
    for name in TopologicalSorter(graph).static_order():
        height[name] = 1 + max((height[below] for below in graph[name]), default=0)
    return max(height.values(), default=0)


def _name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _is_inside(module: str, folder: str) -> bool:
    return module.startswith(f"{folder}.")


def _room(module: str, folder: str) -> str:
    return module.removeprefix(f"{folder}.").partition(".")[0]


def main() -> None:
    """Print the rooms, floors and arrows of each package."""
    graph = ImportGraph(Path(sys.argv[1]) if sys.argv[1:] else ROOT)
    print(f"{'package':<16}{'modules':>8}{'imports':>8}{'rooms':>8}{'floors':>8}{'arrows':>8}")
    for package in PACKAGES:
        modules = [module for module in graph.files if _is_inside(module, package)]
        imports = sum(
            _is_inside(other, package) for module in modules for other in graph.modules[module]
        )
        rooms = graph.rooms(package)
        height = "circle" if circle(rooms) else floors(rooms)
        arrows = sum(map(len, rooms.values()))
        print(f"{package:<16}{len(modules):>8}{imports:>8}{len(rooms):>8}{height:>8}{arrows:>8}")
    print("circle of modules:", " → ".join(circle(graph.modules)) or "none")


if __name__ == "__main__":
    main()
