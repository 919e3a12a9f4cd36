"""What is done to the store by its operator and to its machines by fate, while shoppers buy."""

import time
from collections.abc import Callable, Iterator

from cloudformation.config.settings import SERVICES
from cloudformation.deployment.destroy_store import destroy
from cloudformation.deployment.rotate_keys import rotate
from cloudformation.deployment.stack_state import StackFailed
from tests.rehearsal.account.scaling.group import Group
from tests.rehearsal.paper_box import plan_of
from tests.rehearsal.scenes.outcome import Outcome
from tests.rehearsal.scenes.stage import Stage

PATIENCE = 600.0
"""Seconds for what Auto Scaling does by itself."""
_COMPLETE = {"CREATE_COMPLETE", "UPDATE_COMPLETE"}
FIRST, SECOND, BROKEN = "one", "two", "broken"
"""The notes of the releases."""


def deploy(stage: Stage) -> Outcome:
    """From nothing."""
    began = time.monotonic()
    release = stage.release(FIRST)
    stage.deploy(release)
    stage.wait_until_healthy()
    problems = [*_incomplete(stage), *not_running(stage, release.key), *_denied(stage)]
    return Outcome("deploy from nothing", time.monotonic() - began, problems=problems)


def roll(stage: Stage) -> Outcome:
    """To another release."""
    release = stage.release(SECOND)
    return measured(stage, "roll to a new release", lambda: _deploy(stage, release.key, release))


def back(stage: Stage) -> Outcome:
    """To the release before, by its key."""
    key = stage.release(FIRST).key
    return measured(stage, "back to the release before", lambda: _deploy(stage, key, key))


def take_back(stage: Stage) -> Outcome:
    """A release whose orders does not start: CloudFormation goes back to the one that ran."""
    bad = stage.release(BROKEN, change=broken_orders)
    running = stage.store().state_of("services").parameters["ReleaseKey"]

    def work() -> Iterator[str]:
        try:
            stage.deploy(bad)
        except StackFailed as error:
            stage.report(f"  as it should be: {str(error)[:200]}")
        else:
            yield "a release that does not start was deployed"
        status = stage.store().state_of("services").status
        if status != "UPDATE_ROLLBACK_COMPLETE":
            yield f"services is {status}, not UPDATE_ROLLBACK_COMPLETE"
        stage.wait_until_healthy()
        yield from not_running(stage, running)

    return measured(stage, "a release that does not start, taken back", work)


def scale(stage: Stage) -> Outcome:
    """One machine of catalog more, then one less."""

    def work() -> Iterator[str]:
        group = _group(stage, "catalog")
        size = group.desired
        for wanted in (size + 1, size):
            stage.client("autoscaling").set_desired_capacity(
                AutoScalingGroupName=group.settings.name, DesiredCapacity=wanted
            )
            if not _wait(lambda wanted=wanted: _is_of_size(group, wanted)):
                yield f"{group.settings.name} has {len(group.members)} machines, not {wanted}"

    return measured(stage, "scale out and in", work)


def kill(stage: Stage) -> Outcome:
    """One machine of each service, one after the other; Auto Scaling replaces it."""

    def work() -> Iterator[str]:
        for process in SERVICES:
            group = _group(stage, process)
            lost = group.serving()[0].id
            stage.box.kill(lost)
            stage.report(f"  {lost} of {process} is dead")
            if not _wait(lambda group=group, lost=lost: _has_replaced(group, {lost})):
                yield f"{lost} of {process} was not replaced"

    return measured(stage, "kill a machine of each service", work)


def kill_zone(stage: Stage) -> Outcome:
    """All machines of a zone, at once; Auto Scaling replaces them."""

    def work() -> Iterator[str]:
        groups = [_group(stage, process) for process in SERVICES]
        members = [member for group in groups for member in group.serving()]
        zone = members[0].instance.zone
        lost = [member.id for member in members if member.instance.zone == zone]
        for machine in lost:
            stage.box.kill(machine)
        stage.report(f"  {len(lost)} machines of {zone} are dead")
        for group in groups:
            if not _wait(lambda group=group: _has_replaced(group, set(lost))):
                yield f"{group.settings.name} did not recover"

    return measured(stage, "lose a zone's machines", work)


def rotate_keys(stage: Stage) -> Outcome:
    """All three steps; the last without the wait for old tokens."""

    def work() -> Iterator[str]:
        for step in ("next", "swap", "end"):
            rotate(stage.store(), step)
        yield from _denied(stage)

    return measured(stage, "rotate the signing key", work)


def tear_down(stage: Stage) -> Outcome:
    """With its data."""
    began = time.monotonic()
    destroy(stage.store(), with_data=True)
    compute = stage.account.compute
    problems = [
        *(
            f"{stack.name} is {state.status}"
            for stack, state in stage.store().states()
            if state.status
        ),
        *(f"{each['Name']} is left" for each in stage.client("s3").list_buckets()["Buckets"]),
        *(f"{each} is left" for each in compute.instances if compute.is_running(each)),
    ]
    return Outcome("destroy", time.monotonic() - began, problems=problems)


def broken_orders(name: str, content: bytes) -> bytes:
    """Change a file of the store's wheel so that orders does not start."""
    if name == "orders/__main__.py":
        return b"raise SystemExit('this release does not start')\n"
    return content


def measured(stage: Stage, scene: str, work: Callable[[], Iterator[str] | list[str]]) -> Outcome:
    """Return what a scene found wrong, and how shoppers fared meanwhile."""
    began = time.monotonic()
    with stage.shoppers.counted() as count:
        problems = list(work())
    seconds = time.monotonic() - began
    return Outcome(scene, seconds, count.sent, count.failed, problems, count.words())


def _deploy(stage: Stage, key: str, release: object) -> Iterator[str]:
    stage.deploy(release)  # type: ignore[arg-type]
    stage.wait_until_healthy()
    yield from _incomplete(stage)
    yield from not_running(stage, key)
    yield from _denied(stage)


def _incomplete(stage: Stage) -> Iterator[str]:
    for stack, state in stage.store().states():
        if (status := state.status) not in _COMPLETE:
            yield f"{stack.name} is {status or 'not there'}"


def _denied(stage: Stage) -> list[str]:
    """Return the calls that the judge refused since the last look."""
    denied = [f"denied: {line}" for line in stage.account.judge.denied]
    stage.account.judge.denied.clear()
    return list(dict.fromkeys(denied))


def not_running(stage: Stage, key: str) -> Iterator[str]:
    """Yield whichever machine does not end and has another release."""
    for process in SERVICES:
        for member in _group(stage, process).serving():
            has = plan_of(member.instance.machine)["key"]
            if has != key:
                yield f"{member.id} of {process} has {has}, not {key}"


def _group(stage: Stage, process: str) -> Group:
    return stage.account.scaling.groups[f"{stage.environment.prefix}-{process}"]


def _is_of_size(group: Group, size: int) -> bool:
    """Whether a group has so many machines, all in service, and none that ends."""
    members = list(group.members.values())
    return len(members) == size and all(map(group.is_in_service, members))


def _has_replaced(group: Group, lost: set[str]) -> bool:
    return not lost & set(group.members) and _is_of_size(group, group.desired)


def _wait(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.5)
    return True
