"""The load balancers with their target groups, and which machines are registered with these."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any

from tests.certificates import Authority
from tests.rehearsal.box.balancer import envoy_config, rules
from tests.rehearsal.box.balancer.checker import Checker, Key
from tests.rehearsal.box.balancer.envoy import Envoy
from tests.rehearsal.box.names import Names
from tests.rehearsal.box.network import Vpc
from tests.rehearsal.box.node import Node
from tests.rehearsal.model import LoadBalancer, Target, TargetGroup

_DEFAULT_DELAY = "300"
"""Seconds that a target drains, as ELB's."""


@dataclass
class _Group:
    group: TargetGroup
    registered: set[str] = field(default_factory=set)
    draining: dict[str, float] = field(default_factory=dict)
    """When each has drained, by machine."""


@dataclass
class _BalancerNode:
    """A node of a load balancer, in one of its subnets."""

    node: Node
    envoy: Envoy
    checker: Checker
    clusters: list[dict[str, Any]] = field(default_factory=list)
    followed: set[str] = field(default_factory=set)
    """The files that Envoy follows beside those of clusters and listeners."""


@dataclass
class _Balancer:
    balancer: LoadBalancer
    folder: Path
    nodes: list[_BalancerNode] = field(default_factory=list)

    @property
    def groups(self) -> set[str]:
        return rules.target_groups(self.balancer.listeners)


class Balancers:
    def __init__(
        self,
        vpc: Vpc,
        names: Names,
        authority: Authority,
        folder: Path,
        address_of: Callable[[str], str],
    ) -> None:
        """`address_of` returns a machine's address."""
        self._vpc = vpc
        self._names = names
        self._authority = authority
        self._folder = folder
        self._address_of = address_of
        self._lock = RLock()
        self._groups: dict[str, _Group] = {}
        self._balancers: dict[str, _Balancer] = {}

    def put_target_group(self, group: TargetGroup) -> None:
        with self._lock:
            if group.id in self._groups:
                self._groups[group.id].group = group
            else:
                self._groups[group.id] = _Group(group)
            for balancer in self._using(group.id):
                self._configure(balancer)

    def put_load_balancer(self, balancer: LoadBalancer) -> None:
        with self._lock:
            known = self._balancers.get(balancer.id)
            if known is None:
                known = self._start(balancer)
                self._balancers[balancer.id] = known
            known.balancer = balancer
            for member in known.nodes:
                self._vpc.regroup(member.node, balancer.groups)
            self._configure(known)
            addresses = [str(member.node.address) for member in known.nodes]
            self._names.put(balancer.dns_name, addresses)

    def register(self, target_group: str, machine: str) -> None:
        with self._lock:
            group = self._groups[target_group]
            group.draining.pop(machine, None)
            group.registered.add(machine)
            self._watch(target_group)

    def deregister(self, target_group: str, machine: str) -> None:
        with self._lock:
            group = self._groups[target_group]
            if machine in group.registered:
                group.registered.discard(machine)
                delay = group.group.attributes.get(
                    "deregistration_delay.timeout_seconds", _DEFAULT_DELAY
                )
                group.draining[machine] = time.monotonic() + float(delay)
                self._watch(target_group)
                self._direct(target_group)

    def targets(self, target_group: str) -> Sequence[Target]:
        with self._lock:
            group = self._groups[target_group]
            now = time.monotonic()
            group.draining = {machine: at for machine, at in group.draining.items() if at > now}
            seen = [
                member.checker.states(target_group)
                for balancer in self._using(target_group)
                for member in balancer.nodes
            ]
            return [
                *(Target(machine, _summary(seen, machine)) for machine in sorted(group.registered)),
                *(Target(machine, "draining") for machine in sorted(group.draining)),
            ]

    def remove(self, resource: str) -> None:
        with self._lock:
            self._groups.pop(resource, None)
            if balancer := self._balancers.pop(resource, None):
                self._names.remove(balancer.balancer.dns_name)
                for member in balancer.nodes:
                    member.checker.stop()
                    member.envoy.stop()
                    self._vpc.discard(member.node)

    def close(self) -> None:
        for balancer in list(self._balancers):
            self.remove(balancer)

    def _using(self, target_group: str) -> list[_Balancer]:
        return [one for one in self._balancers.values() if target_group in one.groups]

    def _start(self, balancer: LoadBalancer) -> _Balancer:
        folder = self._folder / f"lb-{len(list(self._folder.glob('lb-*')))}"
        started = _Balancer(balancer, folder)
        for subnet in balancer.subnets:
            node = self._vpc.add("lb", subnet, balancer.groups)
            envoy = Envoy(node, folder / node.name)
            started.nodes.append(_BalancerNode(node, envoy, Checker(node, self._direct)))
        return started

    def _configure(self, balancer: _Balancer) -> None:
        """Have the nodes of a load balancer follow its listeners, rules and target groups."""
        groups = [self._groups[group].group for group in balancer.groups if group in self._groups]
        for group in balancer.groups:
            self._watch(group)
        for member in balancer.nodes:
            self._configure_node(balancer, member, groups)

    def _configure_node(
        self, balancer: _Balancer, member: _BalancerNode, groups: Sequence[TargetGroup]
    ) -> None:
        envoy, folder = member.envoy, member.envoy.folder
        for group in groups:
            self._put_endpoints(member, group)
        clusters = [envoy_config.cluster(group, folder) for group in groups]
        # Those that are no longer needed go once no rule names them.
        gone = [one for one in member.clusters if one["name"] not in {c["name"] for c in clusters}]
        envoy.put("cds", [*clusters, *gone], "cluster_manager.cds")
        entries, files = [], set()
        for entry in balancer.balancer.listeners:
            name = envoy_config.route_name(entry)
            files.add(name)
            routes = rules.routes(entry, self._cluster_name)
            # Envoy asks for the routes of a listener once it has the listener.
            statistic = f"http.{name}.rds.{name}" if name in member.followed else ""
            envoy.put(name, [envoy_config.route_configuration(entry, routes)], statistic)
            names = entry.certificate_names
            certificate = self._certificate(balancer, names) if names else None
            entries.append(envoy_config.listener(balancer.balancer, entry, folder, certificate))
        envoy.put("lds", entries, "listener_manager.lds")
        envoy.put("cds", clusters, "cluster_manager.cds")
        member.clusters = clusters
        member.followed = files | {cluster["name"] for cluster in clusters}

    def _cluster_name(self, target_group: str) -> str:
        known = self._groups.get(target_group)
        return envoy_config.cluster_name(known.group) if known else "no-such-group"

    def _certificate(self, balancer: _Balancer, names: Sequence[str]) -> tuple[Path, Path]:
        files = balancer.folder / f"{names[0]}.pem", balancer.folder / f"{names[0]}.key"
        if not files[0].exists():
            self._authority.issue(names[0], balancer.folder, *names[1:])
        return files

    def _watch(self, target_group: str) -> None:
        """Have the nodes check what is registered."""
        for balancer in self._using(target_group):
            wanted: dict[Key, tuple[TargetGroup, str]] = {
                (group, machine): (self._groups[group].group, self._address_of(machine))
                for group in balancer.groups
                if group in self._groups
                for machine in self._groups[group].registered
            }
            for member in balancer.nodes:
                member.checker.put(wanted)

    def _direct(self, target_group: str) -> None:
        """Have the nodes send requests to the targets that are healthy now."""
        with self._lock:
            known = self._groups.get(target_group)
            for balancer in self._using(target_group) if known else ():
                for member in balancer.nodes:
                    self._put_endpoints(member, known.group)

    def _put_endpoints(self, member: _BalancerNode, group: TargetGroup) -> None:
        name = envoy_config.cluster_name(group)
        states = member.checker.states(group.id).values()
        # A target gets requests once it has passed a check.
        targets = [(address, state == "healthy") for address, state in states if state != "initial"]
        statistic = f"cluster.{name}" if name in member.followed else ""
        member.envoy.put(name, [envoy_config.endpoints(group, targets)], statistic)


def _summary(seen: Sequence[Mapping[str, tuple[str, str]]], machine: str) -> str:
    """Return the state of a machine, of those that all nodes see."""
    states = {node[machine][1] if machine in node else "initial" for node in seen}
    for state in ("unhealthy", "initial"):
        if state in states or not states:
            return state if states else "initial"
    return "healthy"
