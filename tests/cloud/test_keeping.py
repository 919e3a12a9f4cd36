"""The keeper is started, waited for, and believed for its own release alone."""

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


def make(store: Store, *names: str) -> None:
    for one in store.stacks:
        if one.name in names:
            proposal = create_stack_change_set(store.account, one, RELEASE)
            assert proposal is not None
            proposal.execute()


@pytest.fixture
def keeper(small_store: Store) -> Store:
    make(small_store, "keeper")
    boto3.client("logs", "eu-west-1").create_log_group(logGroupName=GROUP)
    return small_store


def says(*words: str) -> Callable[[str], None]:
    """Return a machine's part: once it is told to be started, it writes these into its log."""

    def tell(line: str) -> None:
        logs = boto3.client("logs", "eu-west-1")
        instance = line.split(maxsplit=1)[0]
        if words and instance.startswith("i-"):
            logs.create_log_stream(logGroupName=GROUP, logStreamName=instance)
            for moment, word in enumerate(words):
                event = {"timestamp": int(time.time() * 1000) + moment, "message": word}
                logs.put_log_events(logGroupName=GROUP, logStreamName=instance, logEvents=[event])

    return tell


def states() -> list[str]:
    told = boto3.client("ec2", "eu-west-1").describe_instances()
    return [one["State"]["Name"] for group in told["Reservations"] for one in group["Instances"]]


def test_its_word_for_this_release_is_waited_for(keeper: Store) -> None:
    keeper.account.report = says("going on", f"SUCCESS {RELEASE}")
    set_up_databases(keeper.account, RELEASE, timeout=60)
    assert states() == ["running"], "it ends by itself"


def test_its_failure_is_told_at_once(keeper: Store) -> None:
    keeper.account.report = says(f"FAILURE {RELEASE}")
    with pytest.raises(StackFailed, match="the keeper has failed"):
        set_up_databases(keeper.account, RELEASE, timeout=60)


@pytest.mark.parametrize("words", [[], ["SUCCESS releases/another.tar"]])
def test_one_that_says_nothing_of_this_release_is_ended(keeper: Store, words: list[str]) -> None:
    keeper.account.report = says(*words)
    with pytest.raises(StackFailed, match="has not said a word"):
        set_up_databases(keeper.account, RELEASE, timeout=0.1)
    assert states() == ["shutting-down"] or states() == ["terminated"]
