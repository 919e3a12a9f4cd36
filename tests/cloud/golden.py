"""`python -m tests.cloud.golden` writes down the templates, so that a change of them is seen.

golden/small.txt has each resource of each stack on a line, as CloudFormation is given it; the other
sizes' files have the lines that differ from it. What user data has of boot.py is left out.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent

from cloudformation.config.sizes import SIZES
from cloudformation.machine import boot
from cloudformation.stacks.registry import STACKS
from tests.cloud.account import environment

FOLDER = Path(__file__).resolve().parent / "golden"
FIRST = "small"
_SECTIONS = ("Parameters", "Resources", "Outputs")


def lines(size: str) -> Iterator[str]:
    """Yield "stack.Title {...}" for everything that a size's templates have, in order."""
    program = indent(Path(boot.__file__).read_text(), "    ")
    for stack in STACKS:
        shape = json.loads(stack.template(environment(size)).to_json())
        for section in _SECTIONS:
            for title, one in sorted(shape.get(section, {}).items()):
                text = json.dumps(one, sort_keys=True, separators=(", ", ": "), ensure_ascii=False)
                text = text.replace(json.dumps(program, ensure_ascii=False)[1:-1], "<boot.py>")
                yield f"{stack.name}.{section.lower()}.{title} {text}"


def golden(size: str) -> str:
    """Return what the size's file must have."""
    if size == FIRST:
        return "\n".join(lines(FIRST)) + "\n"
    first, here = dict(_titled(FIRST)), dict(_titled(size))
    gone = [f"- {title}" for title in first if title not in here]
    differ = [f"{title} {text}" for title, text in here.items() if first.get(title) != text]
    return "\n".join([*gone, *differ]) + "\n"


def _titled(size: str) -> Iterator[tuple[str, str]]:
    for line in lines(size):
        title, _, text = line.partition(" ")
        yield title, text


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for size in SIZES:
        (FOLDER / f"{size}.txt").write_text(golden(size))


if __name__ == "__main__":
    main()
