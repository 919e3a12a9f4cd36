"""`python -m tests.rehearsal`: rehearse the store on AWS on this machine, and print a table.

`python -m tests.rehearsal SCENE ...` plays some scenes; those that build the store always are.
`--mistake NAME` makes a mistake in the templates first, which the rehearsal must find: it ends with
1. As root only, on Debian or alike, with the network for what it downloads first.
"""

import argparse
import fcntl
import os
import shutil
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.cloud.debian_packages import install
from tests.cloud.instance import base_root
from tests.rehearsal.box import world
from tests.rehearsal.mistakes import MISTAKES
from tests.rehearsal.scenes import deploying, failover, faulty_release, reach, release
from tests.rehearsal.scenes.environment import DEMO, SMALL
from tests.rehearsal.scenes.opening import open_shop, settle
from tests.rehearsal.scenes.outcome import Outcome
from tests.rehearsal.scenes.stage import Stage, open_stage

PROGRAMS = ("debootstrap", "systemd-nspawn", "nsenter", "unshare", "ip", "nft")
LOCK = release.ROOT / "build" / "rehearsal" / "lock"


@dataclass(frozen=True)
class Scene:
    """A scene; in one that is smooth no shopper's request may fail."""

    play: Callable[[Stage], Outcome]
    is_smooth: bool = True


FIRST = {"deploy": Scene(deploying.deploy), "open": Scene(open_shop)}
SCENES = {
    "reach": Scene(reach.run),
    "roll": Scene(deploying.roll),
    "back": Scene(deploying.back),
    "take-back": Scene(deploying.take_back),
    "faulty-release": Scene(faulty_release.run, is_smooth=False),
    "scale": Scene(deploying.scale),
    "kill": Scene(deploying.kill),
    "kill-zone": Scene(deploying.kill_zone, is_smooth=False),
    "rotate": Scene(deploying.rotate_keys),
    "fail-over": Scene(failover.run, is_smooth=False),
}
LAST = {"ledger": Scene(settle), "destroy": Scene(deploying.tear_down)}


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.rehearsal", description=__doc__)
    parser.add_argument("scenes", nargs="*", metavar="SCENE", help=", ".join(SCENES))
    parser.add_argument("--mistake", choices=MISTAKES, help="what the rehearsal must find")
    return parser.parse_args()


def main() -> int:
    """Rehearse; return 0 if all went well, 1 if not."""
    options = parse()
    if unknown := set(options.scenes) - set(SCENES):
        print(f"no scene: {', '.join(unknown)}", file=sys.stderr)
        return 2
    if world.is_here():
        status = rehearse(options)
        sys.stdout.flush()
        # Whatever still runs ends with this world, and is not waited for.
        os._exit(status)
    if why := install(PROGRAMS):
        print(why, file=sys.stderr)
        return 1
    LOCK.parent.mkdir(parents=True, exist_ok=True)
    with LOCK.open("w") as lock:
        # One at a time.
        fcntl.flock(lock, fcntl.LOCK_EX)
        base_root()
        release.fetch_wheels()
        return world.again("tests.rehearsal")


def rehearse(options: argparse.Namespace) -> int:
    """Play the scenes in this world."""
    began = time.monotonic()
    mistake = MISTAKES.get(options.mistake)
    if mistake:
        print(f"a mistake: {mistake.__doc__}", flush=True)
    outcomes: list[Outcome] = []
    with open_stage(DEMO if mistake else SMALL, base_root()) as stage:
        if mistake:
            mistake(stage)
        chosen = {name: scene for name, scene in SCENES.items() if name in options.scenes}
        for name, scene in {**FIRST, **(chosen or SCENES), **LAST}.items():
            outcome = _played(name, scene, stage)
            outcomes.append(outcome)
            print(_line(outcome), flush=True)
            if outcome.problems and name in FIRST:
                # Nothing else can be played.
                break
        if any(outcome.problems for outcome in outcomes):
            _keep_consoles(stage)
    print("\n" + "\n".join(_line(outcome) for outcome in outcomes))
    print(f"{(time.monotonic() - began) / 60:.1f} minutes")
    return int(any(outcome.problems for outcome in outcomes))


def _played(name: str, scene: Scene, stage: Stage) -> Outcome:
    began = time.monotonic()
    try:
        outcome = scene.play(stage)
    except Exception as error:  # noqa: BLE001 (whatever it is, the table says it)
        traceback.print_exc()
        return Outcome(name, time.monotonic() - began, problems=[f"{error!r}"[:500]])
    if scene.is_smooth and outcome.failed:
        failed = f"{outcome.failed} requests failed: {outcome.note}"
        return replace(outcome, problems=[*outcome.problems, failed])
    return outcome


def _line(outcome: Outcome) -> str:
    verdict = "PROBLEM" if outcome.problems else "well"
    shown = f"{outcome.scene:<42} {verdict:<8} {outcome.seconds:6.0f} s"
    shown += f"  {outcome.sent:>5} sent {outcome.failed:>4} failed  {outcome.note}"
    return "\n".join([shown, *(f"    {problem}" for problem in outcome.problems[:10])])


def _keep_consoles(stage: Stage) -> None:
    folder = LOCK.parent / "consoles"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for machine, text in stage.box.consoles().items():
        (folder / machine).write_text(text)
    print(f"what machines wrote is in {folder}")


if __name__ == "__main__":
    sys.exit(main())
