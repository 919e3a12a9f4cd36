"""Roles, their policies and boundaries, and instance profiles."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.rehearsal.account import ACCOUNT
from tests.rehearsal.account.cloudformation.stack import Wanted
from tests.rehearsal.account.cloudformation.template import Json, Made
from tests.rehearsal.account.handlers.base import Functions, named

_MANAGED_BY_AWS = ":aws:policy/"


@dataclass(frozen=True, slots=True)
class Role:
    """A role with what it may do."""

    arn: str
    name: str
    own_policies: Mapping[str, Json]
    managed_policies: tuple[str, ...]
    """The ARNs of those that are the account's own."""
    boundary: str
    """The ARN of its permissions boundary, or empty."""
    trusts: tuple[str, ...]
    """The services that may assume it."""


class Iam:
    def __init__(self) -> None:
        self.roles: dict[str, Role] = {}
        """By ARN."""
        self._policies: dict[str, Json] = {}
        self._profiles: dict[str, str] = {}
        """The name of the role, by the profile's ARN."""

    def handlers(self) -> Mapping[str, Functions]:
        return {
            "AWS::IAM::Role": Functions(
                self._role, self._drop_role, frozenset({"RoleName", "Path"})
            ),
            "AWS::IAM::ManagedPolicy": Functions(
                self._policy, self._drop_policy, frozenset({"ManagedPolicyName", "Path"})
            ),
            "AWS::IAM::InstanceProfile": Functions(self._profile, self._drop_profile),
        }

    def role_of_profile(self, profile: str) -> Role:
        """Return the role of an instance profile, by its ARN or name. Raise LookupError."""
        for known, name in self._profiles.items():
            if profile == known or known.endswith(f"/{profile}"):
                return next(role for role in self.roles.values() if role.name == name)
        raise LookupError(f"Invalid IAM Instance Profile {profile}")

    def policies(self, role: Role) -> dict[str, Json]:
        """Return the policies that allow a role what it may do, by name."""
        managed = {each: self._policies[each] for each in role.managed_policies}
        return {**role.own_policies, **managed}

    def boundary(self, role: Role) -> Json | None:
        """Return the most that a role may do; None: it has no boundary."""
        return self._policies[role.boundary] if role.boundary else None

    def _role(self, wanted: Wanted, made: Made | None) -> Made:
        properties = wanted.properties
        name = made.physical_id if made else properties.get("RoleName")
        name = name or wanted.generated_name(longest=64)
        path = properties.get("Path", "/")
        arn = f"arn:aws:iam::{ACCOUNT}:role{path}{name}"
        managed = properties.get("ManagedPolicyArns", ())
        boundary = properties.get("PermissionsBoundary", "")
        if boundary and boundary not in self._policies:
            raise LookupError(f"Scope ARN: {boundary} does not exist or is not attachable.")
        self.roles[arn] = Role(
            arn,
            name,
            {each["PolicyName"]: each["PolicyDocument"] for each in properties.get("Policies", ())},
            tuple(each for each in managed if _MANAGED_BY_AWS not in each),
            boundary,
            tuple(_services(properties["AssumeRolePolicyDocument"])),
        )
        return named(name, Arn=arn, RoleId=f"AROA{name}")

    def _drop_role(self, wanted: Wanted, made: Made) -> None:
        self.roles.pop(made.attributes["Arn"], None)

    def _policy(self, wanted: Wanted, made: Made | None) -> Made:
        properties = wanted.properties
        name = properties.get("ManagedPolicyName") or wanted.generated_name()
        path = properties.get("Path", "/")
        arn = made.physical_id if made else f"arn:aws:iam::{ACCOUNT}:policy{path}{name}"
        if made is None and arn in self._policies:
            raise LookupError(f"A policy called {name} already exists")
        self._policies[arn] = properties["PolicyDocument"]
        return named(arn, PolicyArn=arn)

    def _drop_policy(self, wanted: Wanted, made: Made) -> None:
        self._policies.pop(made.physical_id, None)

    def _profile(self, wanted: Wanted, made: Made | None) -> Made:
        properties = wanted.properties
        name = made.physical_id if made else properties.get("InstanceProfileName")
        name = name or wanted.generated_name()
        arn = f"arn:aws:iam::{ACCOUNT}:instance-profile{properties.get('Path', '/')}{name}"
        (self._profiles[arn],) = properties["Roles"]
        return named(name, Arn=arn)

    def _drop_profile(self, wanted: Wanted, made: Made) -> None:
        self._profiles.pop(made.attributes["Arn"], None)


def _services(trust: Json) -> list[str]:
    services: list[Any] = []
    for statement in trust["Statement"]:
        principal = statement.get("Principal", {})
        service = principal.get("Service", ()) if isinstance(principal, dict) else ()
        services += [service] if isinstance(service, str) else list(service)
    return services
