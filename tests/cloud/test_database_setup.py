"""The database setup is run and waited for, and only its result for this release counts."""

import time
from collections.abc import Callable

import boto3
import pytest
from small_store import Store

from cloudformation.deployment.database_setup import set_up_databases
from cloudformation.deployment.deploy_store import create_stack_change_set
from cloudformation.deployment.stack_state import StackFailed

RELEASE = f"releases/{'ab' * 32}.tar"
pytestmark = pytest.mark.cloud

GROUP = "/tienda/demo/keeper"


def create_stack(store: Store, name: str) -> None:
    stack = next(stack for stack in store.stacks if stack.name == name)
    change_set = create_stack_change_set(store.account, stack, RELEASE)
    assert change_set is not None
    change_set.execute()


@pytest.fixture
def store(small_store: Store) -> Store:
    create_stack(small_store, "keeper")
    boto3.client("logs", "eu-west-1").create_log_group(logGroupName=GROUP)
    return small_store


def writes_to_log(*messages: str) -> Callable[[str], None]:
    """Return a report function that writes to the log of an instance once its start is reported."""

    def report(line: str) -> None:
        logs = boto3.client("logs", "eu-west-1")
        instance = line.split(maxsplit=1)[0]
        if messages and instance.startswith("i-"):
            logs.create_log_stream(logGroupName=GROUP, logStreamName=instance)
            for number, message in enumerate(messages):
                event = {"timestamp": int(time.time() * 1000) + number, "message": message}
                logs.put_log_events(logGroupName=GROUP, logStreamName=instance, logEvents=[event])

    return report


def states() -> list[str]:
    response = boto3.client("ec2", "eu-west-1").describe_instances()
    return [
        instance["State"]["Name"]
        for reservation in response["Reservations"]
        for instance in reservation["Instances"]
    ]


def test_success_for_this_release_is_waited_for(store: Store) -> None:
    store.account.report = writes_to_log("going on", f"SUCCESS {RELEASE}")
    set_up_databases(store.account, RELEASE, timeout=60)
    assert states() == ["running"], "it ends by itself"


def test_a_failure_is_raised_at_once(store: Store) -> None:
    store.account.report = writes_to_log(f"FAILURE {RELEASE}")
    with pytest.raises(StackFailed, match="the database setup failed"):
        set_up_databases(store.account, RELEASE, timeout=60)


def test_a_failure_is_told_with_what_the_machine_sent_before_it_ended(store: Store) -> None:
    boots = "/tienda/demo/boots"
    logs = boto3.client("logs", "eu-west-1")
    logs.create_log_group(logGroupName=boots)
    write_result = writes_to_log(f"FAILURE {RELEASE}")

    def report(line: str) -> None:
        instance = line.split(maxsplit=1)[0]
        for name, text in ((instance, "no such migration"), (f"{instance}-other", "another's")):
            logs.create_log_stream(logGroupName=boots, logStreamName=name)
            message = f"/tienda/demo/keeper {RELEASE}\n{text}"
            event = {"timestamp": int(time.time() * 1000) + 1, "message": message}
            logs.put_log_events(logGroupName=boots, logStreamName=name, logEvents=[event])
        write_result(line)

    store.account.report = report
    with pytest.raises(StackFailed, match="no such migration") as failure:
        set_up_databases(store.account, RELEASE, timeout=60)
    assert "another's" not in str(failure.value)


@pytest.mark.parametrize("messages", [[], ["SUCCESS releases/another.tar"]])
def test_an_instance_that_reports_nothing_about_this_release_is_terminated(
    store: Store, messages: list[str]
) -> None:
    store.account.report = writes_to_log(*messages)
    with pytest.raises(StackFailed, match="the database setup wrote no result"):
        set_up_databases(store.account, RELEASE, timeout=0.1)
    assert states() == ["shutting-down"] or states() == ["terminated"]
