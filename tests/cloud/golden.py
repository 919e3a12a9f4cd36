"""`python -m tests.cloud.golden` stores the templates, so that a test sees a change of them.

golden/small.txt has each resource of each stack on a line; the files of the other sizes have the
lines that differ from it. The text of boot.py in the user data is left out.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent

from cloudformation.config.sizes import SIZES
from cloudformation.machine import boot
from cloudformation.stacks.registry import STACKS
from cloudformation.stacks.services.user_data import INDENT
from tests.cloud.resolved_stacks import build_environment

FOLDER = Path(__file__).resolve().parent / "golden"
FIRST = "small"
_SECTIONS = ("Parameters", "Resources", "Outputs")


def lines(size: str) -> Iterator[str]:
    """Yield "stack.Title {...}" for everything that a size's templates have, in order."""
    program = indent(Path(boot.__file__).read_text(), INDENT)
    for stack in STACKS:
        template = json.loads(stack.template(build_environment(size)).to_json())
        for section in _SECTIONS:
            for title, entry in sorted(template.get(section, {}).items()):
                text = json.dumps(
                    entry, sort_keys=True, separators=(", ", ": "), ensure_ascii=False
                )
                text = text.replace(json.dumps(program, ensure_ascii=False)[1:-1], "<boot.py>")
                yield f"{stack.name}.{section.lower()}.{title} {text}"


def golden(size: str) -> str:
    """Return the contents of a size's file."""
    if size == FIRST:
        return "\n".join(lines(FIRST)) + "\n"
    first, own = dict(_titled(FIRST)), dict(_titled(size))
    gone = [f"- {title}" for title in first if title not in own]
    differ = [f"{title} {text}" for title, text in own.items() if first.get(title) != text]
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
