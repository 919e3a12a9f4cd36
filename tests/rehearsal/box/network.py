"""The VPC: subnets, groups and the nodes that have an address of them."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from threading import RLock

from tests.rehearsal.box import world
from tests.rehearsal.box.node import Node
from tests.rehearsal.box.rules import Network, ruleset
from tests.rehearsal.model import SecurityGroup, Subnet

_RESERVED = 4
"""Addresses at the begin of each subnet that AWS keeps."""


@dataclass(frozen=True)
class Resident:
    """A node in the VPC with the names of its groups."""

    node: Node
    groups: tuple[str, ...]


class Vpc:
    """Keeps the rules in force equal to what it was told."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._network = Network()
        self._numbers = itertools.count(1)
        self._nodes: dict[IPv4Address, Node] = {}
        self._last: dict[str, int] = {}
        """The number of the last address given, by subnet."""
        self._enforce()

    @property
    def subnets(self) -> dict[str, Subnet]:
        return self._network.subnets

    @property
    def groups(self) -> dict[str, SecurityGroup]:
        return self._network.groups

    def put_subnet(self, subnet: Subnet) -> None:
        with self._lock:
            self._network.subnets[subnet.id] = subnet
            self._enforce()

    def put_group(self, group: SecurityGroup) -> None:
        with self._lock:
            self._network.groups[group.id] = group
            self._enforce()

    def put_prefix_list(self, prefix_list: str, networks: Sequence[IPv4Network]) -> None:
        with self._lock:
            self._network.prefix_lists[prefix_list] = networks
            self._enforce()

    def remove(self, resource: str) -> None:
        with self._lock:
            for known in (self._network.subnets, self._network.groups, self._network.prefix_lists):
                known.pop(resource, None)
            self._enforce()

    def add(self, kind: str, subnet: str, groups: Sequence[str]) -> Node:
        """Make a node in a subnet; `kind` is a short word for its name."""
        with self._lock:
            number = self._last.get(subnet, _RESERVED) + 1
            self._last[subnet] = number
            address = self._network.subnets[subnet].network[number]
            node = Node(f"{kind}{next(self._numbers)}", address)
            node.create()
            self._nodes[address] = node
            self._network.members[address] = tuple(groups)
            self._enforce()
            return node

    def regroup(self, node: Node, groups: Sequence[str]) -> None:
        with self._lock:
            self._network.members[node.address] = tuple(groups)
            self._enforce()

    def discard(self, node: Node) -> None:
        """Remove a node that has ended."""
        with self._lock:
            if self._network.members.pop(node.address, None) is not None:
                del self._nodes[node.address]
                node.remove()
                self._enforce()

    def residents(self) -> list[Resident]:
        """Return all nodes, with the names of their groups."""
        with self._lock:
            return [
                Resident(node, tuple(self._name(group) for group in self._network.members[address]))
                for address, node in self._nodes.items()
            ]

    def _name(self, group: str) -> str:
        known = self._network.groups.get(group)
        return known.name if known else group

    def _enforce(self) -> None:
        world.run("nft", "-f", "-", typed=ruleset(self._network))
