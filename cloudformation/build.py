"""`python -m cloudformation.build --out build/cfn` writes the templates of all stacks."""

import argparse
import json
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from cloudformation.config.environment import Environment, InvalidEnvironment
from cloudformation.config.sizes import SIZES, Fleet
from cloudformation.stacks.registry import STACKS

EXAMPLE = {
    "name": "demo",
    "domain": "shop.example",
    "hosted_zone_id": "Z0123456789EXAMPLE",
    "alarm_email": "alarms@shop.example",
}
"""Values for the settings that have no default, used when there is no file of settings."""


def read_environment(file: Path | None, size: str | None) -> Environment:
    """Return the environment that a TOML file describes; `size` overrides the file's size.

    A fleet is a table in the file: `[bff]`, `least = 3`. Raise OSError, TOMLDecodeError,
    InvalidEnvironment.
    """
    settings: dict[str, Any] = tomllib.loads(file.read_text()) if file else dict(EXAMPLE)
    chosen = str(size or settings.get("size", "small"))
    settings.pop("size", None)
    defaults = SIZES.get(chosen, {})
    for name, value in settings.items():
        if isinstance(value, list):
            settings[name] = tuple(value)
        elif isinstance(value, dict):
            settings[name] = _read_fleet(name, defaults.get(name), value)
    return Environment.of_size(chosen, **settings)


def _read_fleet(name: str, default: Fleet | None, table: dict[str, Any]) -> Fleet:
    if default is None:
        raise InvalidEnvironment(f"{name}: no such setting")
    known = {setting.name for setting in fields(Fleet)}
    if unknown := sorted(set(table) - known):
        raise InvalidEnvironment("\n".join(f"{name}.{key}: no such setting" for key in unknown))
    return Fleet(**{**asdict(default), **table})


def write_templates(environment: Environment, out: Path) -> list[Path]:
    """Write each stack's template to `<number>-<stack>.json`; return the files in stack order."""
    out.mkdir(parents=True, exist_ok=True)
    files = []
    for number, stack in enumerate(STACKS, 1):
        file = out / f"{number}-{stack.name}.json"
        template = json.loads(stack.template(environment).to_json())
        file.write_text(json.dumps(template, indent=1, ensure_ascii=False) + "\n")
        files.append(file)
    return files


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the templates; return 0, or 2 when the settings or the folder are wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m cloudformation.build", description=__doc__, allow_abbrev=False
    )
    parser.add_argument("--out", type=Path, required=True, help="folder to write into")
    parser.add_argument("--size", choices=SIZES, help="small, unless the file says another")
    parser.add_argument(
        "--environment", type=Path, metavar="FILE", help="the store's settings, TOML"
    )
    options = parser.parse_args(arguments)
    try:
        environment = read_environment(options.environment, options.size)
        files = write_templates(environment, options.out)
    except (InvalidEnvironment, OSError, tomllib.TOMLDecodeError) as error:
        print(error, file=sys.stderr)
        return 2
    for file, stack in zip(files, STACKS, strict=True):
        print(f"{file}  {stack.full_name(environment)} in {stack.region(environment)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
