"""The store in an AWS account: each stack's state, and what the stacks are told of one another."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

from cloudformation.config.environment import Environment
from cloudformation.deployment.stack_state import PAUSE, StackFailed, StackState, Tell
from cloudformation.packaging.bundle import Bundle, upload
from cloudformation.stacks.registry import STACKS, Given, Output, PrefixList, Stack

LARGEST_BODY = 51_200
"""Bytes of a template that CloudFormation takes in the call itself; longer ones come from S3."""


class Session(Protocol):
    """What boto3.Session has: clients."""

    def client(self, service: str, *, region_name: str) -> Any:
        """Return a client for a service in a region."""


class Unknown(LookupError):
    """A stack needs an output of one that is not made yet; the text names both."""


class Account:
    """One store in one account. Nothing is asked before it is needed."""

    def __init__(
        self,
        session: Session,
        environment: Environment,
        tell: Tell,
        pause: float = PAUSE,
        stacks: Sequence[Stack] = STACKS,
    ) -> None:
        self.environment = environment
        self.tell = tell
        self.pause = pause
        self.stacks = stacks
        self._session = session
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, service: str, region: str | None = None) -> Any:
        """Return a client, in the store's own region unless another is said."""
        where = region or self.environment.region
        if (service, where) not in self._clients:
            self._clients[service, where] = self._session.client(service, region_name=where)
        return self._clients[service, where]

    def state(self, one: Stack) -> StackState:
        """Return one stack as it is."""
        client = self.client("cloudformation", one.region(self.environment))
        return StackState(client, one.full_name(self.environment), self.tell, self.pause)

    def state_of(self, name: str) -> StackState:
        """Return the stack of that name as it is. Raise KeyError."""
        return self.state({one.name: one for one in self.stacks}[name])

    def states(self) -> Iterator[tuple[Stack, StackState]]:
        """Yield every stack in the order in which they are made."""
        for one in self.stacks:
            yield one, self.state(one)

    def output(self, name: str, key: str) -> str:
        """Return an output of a stack. Raise Unknown."""
        value = self.state_of(name).outputs.get(key)
        if value is None:
            raise Unknown(f"{name} has no {key} yet")
        return value

    def parameters(self, one: Stack, release: str) -> Mapping[str, str]:
        """Return what a stack is to be told; `release` is a bundle's key. Raise Unknown."""
        return {name: self._value(source, release) for name, source in one.parameters.items()}

    def _value(self, source: Output | PrefixList | Given, release: str) -> str:
        if isinstance(source, Output):
            return self.output(source.stack, source.name)
        if isinstance(source, Given):
            return release
        return self._prefix_list(source.name)

    def _prefix_list(self, name: str) -> str:
        wanted = [{"Name": "prefix-list-name", "Values": [name]}]
        told = self.client("ec2").describe_managed_prefix_lists(Filters=wanted)
        if not told["PrefixLists"]:
            raise StackFailed(f"{self.environment.region} has no prefix list {name}")
        return str(told["PrefixLists"][0]["PrefixListId"])

    def template(self, one: Stack) -> Mapping[str, str]:
        """Return a stack's template as CloudFormation is given it; long ones are put into S3."""
        shape = json.loads(one.template(self.environment).to_json())
        body = json.dumps(shape, separators=(",", ":"), ensure_ascii=False)
        if len(body.encode()) <= LARGEST_BODY:
            return {"TemplateBody": body}
        bucket, key = self.output("storage", "ReleasesBucket"), f"templates/{one.name}.json"
        s3 = self.client("s3")
        s3.put_object(Bucket=bucket, Key=key, Body=body.encode(), ContentType="application/json")
        url = f"https://{bucket}.s3.{self.environment.region}.amazonaws.com/{key}"
        return {"TemplateURL": url}

    @property
    def tags(self) -> Mapping[str, str]:
        """What every stack is tagged with, and with it what it has."""
        return {"Store": self.environment.name}

    def role(self, one: Stack) -> str | None:
        """Return the role that CloudFormation makes a stack with; a person makes the first."""
        if one is self.stacks[0]:
            return None
        return self.state(self.stacks[0]).outputs.get("MakerRoleArn")

    @cached_property
    def releases(self) -> str:
        """The bucket that releases are in. Raise Unknown."""
        return self.output("storage", "ReleasesBucket")

    def upload(self, bundle: Bundle) -> bool:
        """Put a release where instances fetch it; return whether it was new."""
        return upload(self.client("s3"), self.releases, bundle)
