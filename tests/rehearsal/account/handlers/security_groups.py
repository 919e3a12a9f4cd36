"""Security groups and their rules."""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import Any

from tests.rehearsal.account.cloudformation.stack import Wanted
from tests.rehearsal.account.cloudformation.template import Json, Made
from tests.rehearsal.account.handlers.base import Functions, named, new_id
from tests.rehearsal.account.wire import Call, Operation, Refused
from tests.rehearsal.model import Box, GroupRule, SecurityGroup

CLOUDFRONT_PREFIX_LIST = "pl-4fa04526"
PREFIX_LISTS = {
    CLOUDFRONT_PREFIX_LIST: "com.amazonaws.global.cloudfront.origin-facing",
    "pl-6da54004": "com.amazonaws.eu-west-1.s3",
}
CLOUDFRONT = IPv4Network("130.176.0.0/17")
"""Addresses that CloudFront asks origins from."""
_EVERYTHING = GroupRule("-1", (0, 65535), "0.0.0.0/0")
_MAX_RULES = 60
"""A quota; a prefix list counts as many as it may have entries, CloudFront's as 55."""


@dataclass(slots=True)
class _Group:
    name: str
    vpc: str
    ingress: dict[str, GroupRule] = field(default_factory=dict)
    """By the id of the rule."""
    egress: dict[str, GroupRule] = field(default_factory=dict)


class SecurityGroups:
    def __init__(self, box: Box) -> None:
        self.groups: dict[str, _Group] = {}
        self._box = box
        self._lock = threading.RLock()

    def make_default(self, vpc: str) -> str:
        """Make the group that each VPC has, open among its members and to everywhere."""
        group = new_id("sg")
        own = GroupRule("-1", (0, 65535), group)
        self.groups[group] = _Group(
            "default", vpc, {new_id("sgr"): own}, {new_id("sgr"): _EVERYTHING}
        )
        self._tell(group)
        return group

    def handlers(self) -> Mapping[str, Functions]:
        replaced = frozenset({"GroupDescription", "GroupName", "VpcId"})
        peers = frozenset(
            {
                *("GroupId", "IpProtocol", "FromPort", "ToPort", "CidrIp"),
                *("SourceSecurityGroupId", "SourcePrefixListId"),
                *("DestinationSecurityGroupId", "DestinationPrefixListId"),
            }
        )
        return {
            "AWS::EC2::SecurityGroup": Functions(self._group, self._drop_group, replaced),
            "AWS::EC2::SecurityGroupIngress": Functions(self._ingress, self._drop_rule, peers),
            "AWS::EC2::SecurityGroupEgress": Functions(self._egress, self._drop_rule, peers),
        }

    def operations(self) -> Mapping[str, Operation]:
        return {
            "ec2.DescribeManagedPrefixLists": self._describe_prefix_lists,
            "ec2.DescribeSecurityGroupRules": self._describe_rules,
            "ec2.RevokeSecurityGroupIngress": self._revoke,
            "ec2.RevokeSecurityGroupEgress": self._revoke,
        }

    def _group(self, wanted: Wanted, made: Made | None) -> Made:
        properties = wanted.properties
        group = made.physical_id if made else new_id("sg")
        egress = properties.get("SecurityGroupEgress")
        held = _Group(wanted.logical_id, properties.get("VpcId", ""))
        for rule in properties.get("SecurityGroupIngress", ()):
            held.ingress[f"own-{new_id('sgr')}"] = _rule(rule, "Source")
        for rule in egress or ():
            held.egress[f"own-{new_id('sgr')}"] = _rule(rule, "Destination")
        if egress is None:
            held.egress[f"own-{new_id('sgr')}"] = _EVERYTHING
        with self._lock:
            if old := self.groups.get(group):
                # Rules that are resources of their own stay.
                for mine, its in ((held.ingress, old.ingress), (held.egress, old.egress)):
                    mine.update({k: v for k, v in its.items() if not k.startswith("own-")})
            self.groups[group] = held
        self._tell(group)
        return named(group, GroupId=group, VpcId=held.vpc, Id=group)

    def _drop_group(self, wanted: Wanted, made: Made) -> None:
        self.groups.pop(made.physical_id, None)
        self._box.remove(made.physical_id)

    def _ingress(self, wanted: Wanted, made: Made | None) -> Made:
        return self._add_rule(wanted, "ingress", "Source")

    def _egress(self, wanted: Wanted, made: Made | None) -> Made:
        return self._add_rule(wanted, "egress", "Destination")

    def _add_rule(self, wanted: Wanted, direction: str, side: str) -> Made:
        group, rule, rule_id = wanted.properties["GroupId"], wanted.properties, new_id("sgr")
        added = _rule(rule, side)
        if added.peer.startswith("sg-") and added.peer not in self.groups:
            raise LookupError(f"The security group '{added.peer}' does not exist")
        with self._lock:
            rules: dict[str, GroupRule] = getattr(self.groups[group], direction)
            if added in rules.values():
                raise LookupError("the specified rule already exists")
            if sum(map(_weight, rules.values())) + _weight(added) > _MAX_RULES:
                raise LookupError("The maximum number of rules per security group is reached")
            rules[rule_id] = added
        self._tell(group)
        return named(rule_id)

    def _drop_rule(self, wanted: Wanted, made: Made) -> None:
        group = wanted.properties["GroupId"]
        if group in self.groups:
            self._forget(group, made.physical_id)

    def _forget(self, group: str, rule: str) -> None:
        with self._lock:
            self.groups[group].ingress.pop(rule, None)
            self.groups[group].egress.pop(rule, None)
        self._tell(group)

    def _tell(self, group: str) -> None:
        with self._lock:
            held = self.groups[group]
            self._box.put_group(
                SecurityGroup(
                    group,
                    held.name,
                    frozenset(held.ingress.values()),
                    frozenset(held.egress.values()),
                )
            )

    def _describe_prefix_lists(self, call: Call) -> Json:
        names = _filter(call, "prefix-list-name")
        return {
            "PrefixLists": [
                {"PrefixListId": identifier, "PrefixListName": name, "OwnerId": "AWS"}
                for identifier, name in PREFIX_LISTS.items()
                if not names or name in names
            ]
        }

    def _describe_rules(self, call: Call) -> Json:
        groups = _filter(call, "group-id")
        return {
            "SecurityGroupRules": [
                description
                for group, held in self.groups.items()
                if not groups or group in groups
                for description in _descriptions(group, held)
            ]
        }

    def _revoke(self, call: Call) -> Json:
        group = call.parameters["GroupId"]
        if group not in self.groups:
            raise Refused("InvalidGroup.NotFound", f"The security group '{group}' does not exist")
        for rule in call.parameters.get("SecurityGroupRuleIds", ()):
            self._forget(group, rule)
        return {"Return": True}


def _filter(call: Call, name: str) -> set[str]:
    filters: list[dict[str, Any]] = call.parameters.get("Filters", [])
    return {value for each in filters if each["Name"] == name for value in each["Values"]}


def _rule(rule: Mapping[str, Any], side: str) -> GroupRule:
    """Return a rule of a template; `side` is Source or Destination."""
    peers = ("CidrIp", f"{side}SecurityGroupId", f"{side}PrefixListId", "CidrIpv6")
    peer = next(str(rule[name]) for name in peers if name in rule)
    protocol = str(rule["IpProtocol"])
    if protocol == "-1":
        return GroupRule(protocol, (0, 65535), peer)
    return GroupRule(protocol, (int(rule["FromPort"]), int(rule["ToPort"])), peer)


def _weight(rule: GroupRule) -> int:
    return 55 if rule.peer == CLOUDFRONT_PREFIX_LIST else 1


def _descriptions(group: str, held: _Group) -> Iterator[Json]:
    for is_egress, rules in ((False, held.ingress), (True, held.egress)):
        for rule_id, rule in rules.items():
            yield {
                "SecurityGroupRuleId": rule_id,
                "GroupId": group,
                "IsEgress": is_egress,
                "IpProtocol": rule.protocol,
                "FromPort": rule.ports[0],
                "ToPort": rule.ports[1],
            }
