"""`python -m cloudformation.build --out build/cfn` writes the templates of all stacks."""

import argparse
import json
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from cloudformation.config.environment import Environment, EnvironmentFault
from cloudformation.config.sizes import SIZES, Fleet
from cloudformation.stacks.registry import STACKS

EXAMPLE = {
    "name": "demo",
    "domain": "shop.example",
    "hosted_zone_id": "Z0123456789EXAMPLE",
    "alarm_email": "alarms@shop.example",
}
"""What stands for what only the shop's keeper knows, until a file says it."""


def read(file: Path | None, size: str | None) -> Environment:
    """Build the environment that a TOML file describes; `size` goes before the file's.

    A fleet is a table: `[bff]`, `least = 3`. Raise OSError, TOMLDecodeError, EnvironmentFault.
    """
    settings: dict[str, Any] = tomllib.loads(file.read_text()) if file else dict(EXAMPLE)
    chosen = str(size or settings.get("size", "small"))
    settings.pop("size", None)
    usual = SIZES.get(chosen, {})
    for name, value in settings.items():
        if isinstance(value, list):
            settings[name] = tuple(value)
        elif isinstance(value, dict):
            settings[name] = _fleet(name, usual.get(name), value)
    return Environment.of_size(chosen, **settings)


def _fleet(name: str, usual: Fleet | None, settings: dict[str, Any]) -> Fleet:
    known = {one.name for one in fields(Fleet)}
    if usual is None or (unknown := sorted(set(settings) - known)):
        wrong = [name] if usual is None else [f"{name}.{one}" for one in unknown]
        raise EnvironmentFault("\n".join(f"{one}: no such setting" for one in wrong))
    return Fleet(**{**asdict(usual), **settings})


def write(environment: Environment, out: Path) -> list[Path]:
    """Write a template for each stack, `<place>-<name>.json`; return the files in that order."""
    out.mkdir(parents=True, exist_ok=True)
    files = []
    for place, stack in enumerate(STACKS, 1):
        file = out / f"{place}-{stack.name}.json"
        shape = json.loads(stack.template(environment).to_json())
        file.write_text(json.dumps(shape, indent=1, ensure_ascii=False) + "\n")
        files.append(file)
    return files


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the templates; answer 0, or 2 when the environment or the folder is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m cloudformation.build", description=__doc__, allow_abbrev=False
    )
    parser.add_argument("--out", type=Path, required=True, help="folder to write into")
    parser.add_argument("--size", choices=SIZES, help="small, unless the file says another")
    parser.add_argument(
        "--environment", type=Path, metavar="FILE", help="the store's settings, TOML"
    )
    given = parser.parse_args(arguments)
    try:
        environment = read(given.environment, given.size)
        files = write(environment, given.out)
    except (EnvironmentFault, OSError, tomllib.TOMLDecodeError) as error:
        print(error, file=sys.stderr)
        return 2
    for file, stack in zip(files, STACKS, strict=True):
        print(f"{file}  {stack.full_name(environment)} in {stack.region(environment)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
