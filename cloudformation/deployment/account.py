"""One store in an AWS account: its stacks, and the parameters that each is created with."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

from cloudformation.config.environment import Environment
from cloudformation.deployment.stack_state import POLL_INTERVAL, Report, StackFailed, StackState
from cloudformation.packaging.bundle import Bundle, upload
from cloudformation.stacks.registry import (
    STACKS,
    LiveMachines,
    Output,
    ParameterSource,
    PrefixList,
    ReleaseKey,
    Stack,
)

MAX_TEMPLATE_BYTES = 51_200
"""Size of a template that CloudFormation takes in the call itself; longer ones come from S3."""


class Session(Protocol):
    """The part of boto3.Session that is used here."""

    events: Any
    """What happens at its clients' calls, for those who want to hear of it."""

    def client(self, service: str, *, region_name: str) -> Any:
        """Return a client for a service in a region."""


class MissingOutput(LookupError):
    """A stack needs an output of a stack that does not exist yet; the text names both."""


class Account:
    """One store in one account. AWS is called only when something is read or changed."""

    def __init__(
        self,
        session: Session,
        environment: Environment,
        report: Report,
        poll_interval: float = POLL_INTERVAL,
        stacks: Sequence[Stack] = STACKS,
    ) -> None:
        self.environment = environment
        self.report = report
        self.poll_interval = poll_interval
        self.stacks = stacks
        self._session = session
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, service: str, region: str | None = None) -> Any:
        """Return a client of an AWS service, in the store's region unless another is given."""
        key = (service, region or self.environment.region)
        if key not in self._clients:
            self._clients[key] = self._session.client(service, region_name=key[1])
        return self._clients[key]

    def record(self, attach: Callable[[Any], None]) -> None:
        """Have `attach` register at the session's events; clients made from now on cause them."""
        attach(self._session.events)
        self._clients.clear()

    def state(self, stack: Stack) -> StackState:
        """Return the state of a stack."""
        client = self.client("cloudformation", stack.region(self.environment))
        name = stack.full_name(self.environment)
        return StackState(client, name, self.report, self.poll_interval)

    def state_of(self, name: str) -> StackState:
        """Return the state of the stack with this name. Raise KeyError."""
        return self.state({stack.name: stack for stack in self.stacks}[name])

    def states(self) -> Iterator[tuple[Stack, StackState]]:
        """Yield every stack with its state, in the order of creation."""
        for stack in self.stacks:
            yield stack, self.state(stack)

    def output(self, stack: str, key: str) -> str:
        """Return an output of the stack with this name. Raise MissingOutput."""
        value = self.state_of(stack).outputs.get(key)
        if value is None:
            raise MissingOutput(f"{stack} has no {key} yet")
        return value

    def parameters(self, stack: Stack, release: str) -> Mapping[str, str]:
        """Return the values of a stack's parameters; `release` is the key of a bundle.

        Raise MissingOutput.
        """
        return {name: self._value(source, release) for name, source in stack.parameters.items()}

    def _value(self, source: ParameterSource, release: str) -> str:
        if isinstance(source, Output):
            return self.output(source.stack, source.name)
        if isinstance(source, ReleaseKey):
            return release
        if isinstance(source, LiveMachines):
            return str(self._live_machines(source.service))
        return self._prefix_list_id(source)

    def _live_machines(self, service: str) -> int:
        """Return how many machines of a service a rolling update shall keep in service.

        As many as its group wants to have now, so that one that has scaled out stays as large. A
        group at its `most` has no room for a new machine beside the old ones: there one fewer.
        """
        fleet = self.environment.fleet(service)
        response = self.client("autoscaling").describe_auto_scaling_groups(
            AutoScalingGroupNames=[f"{self.environment.prefix}-{service}"]
        )
        wanted = max(
            (group["DesiredCapacity"] for group in response["AutoScalingGroups"]), default=0
        )
        # CloudFormation refuses a number that is not below the group's maximum.
        return max(fleet.least, min(wanted, fleet.most - 1))

    def _prefix_list_id(self, prefix_list: PrefixList) -> str:
        filters = [{"Name": "prefix-list-name", "Values": [prefix_list.name]}]
        response = self.client("ec2").describe_managed_prefix_lists(Filters=filters)
        if not response["PrefixLists"]:
            raise StackFailed(f"{self.environment.region} has no prefix list {prefix_list.name}")
        return str(response["PrefixLists"][0]["PrefixListId"])

    def template_argument(self, stack: Stack) -> Mapping[str, str]:
        """Return TemplateBody, or TemplateURL after uploading a template that is too long."""
        template = json.loads(stack.template(self.environment).to_json())
        body = json.dumps(template, separators=(",", ":"), ensure_ascii=False)
        if len(body.encode()) <= MAX_TEMPLATE_BYTES:
            return {"TemplateBody": body}
        bucket, key = self.releases_bucket, f"templates/{stack.name}.json"
        s3 = self.client("s3")
        s3.put_object(Bucket=bucket, Key=key, Body=body.encode(), ContentType="application/json")
        url = f"https://{bucket}.s3.{self.environment.region}.amazonaws.com/{key}"
        return {"TemplateURL": url}

    @property
    def tags(self) -> Mapping[str, str]:
        """The tags of every stack, which CloudFormation puts on its resources too."""
        return {"Store": self.environment.name}

    def service_role(self, stack: Stack) -> str | None:
        """Return the ARN of the role that CloudFormation works with on a stack.

        None for the pipeline stack, which has that role: a person creates it with their own rights.
        """
        pipeline = self.stacks[0]
        return None if stack is pipeline else self.state(pipeline).outputs.get("MakerRoleArn")

    @cached_property
    def releases_bucket(self) -> str:
        """The bucket that releases are in. Raise MissingOutput."""
        return self.output("storage", "ReleasesBucket")

    def upload(self, bundle: Bundle) -> bool:
        """Upload a release to where instances fetch it; return whether it was new there."""
        return upload(self.client("s3"), self.releases_bucket, bundle)
