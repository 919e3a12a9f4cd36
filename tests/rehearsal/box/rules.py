"""Security groups and routes as rules of nftables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network

from tests.rehearsal.box import addresses
from tests.rehearsal.model import GroupRule, SecurityGroup, Subnet

_TABLE = "inet rehearsal"


@dataclass
class Network:
    """What the rules are made of."""

    groups: dict[str, SecurityGroup] = field(default_factory=dict)
    prefix_lists: dict[str, Sequence[IPv4Network]] = field(default_factory=dict)
    subnets: dict[str, Subnet] = field(default_factory=dict)
    members: dict[IPv4Address, tuple[str, ...]] = field(default_factory=dict)
    """The groups of each address in the VPC."""


def ruleset(network: Network) -> str:
    """Return what `nft` reads in place of the rules that are in force.

    A packet that begins a connection passes when a rule of one of its source's groups lets it out
    and a rule of one of its target's groups lets it in. Everything else is dropped, as AWS does.
    """
    names = {group: f"group_{number}" for number, group in enumerate(sorted(network.groups))}
    sets = [_set("nodes", network.members)]
    for group, name in names.items():
        members = [address for address, groups in network.members.items() if group in groups]
        sets.append(_set(name, members))
    online = [subnet.network for subnet in network.subnets.values() if subnet.reaches_internet]
    sets.append(_set("online", online, flags="flags interval; auto-merge;"))
    chains = {
        "inward": [*_ingress(network, names), "counter drop"],
        "between": [*_egress(network, names, "inward"), "counter drop"],
        "outward": [*_egress(network, names, "routed"), "counter drop"],
        "routed": ["ip saddr @online accept", "counter drop"],
        "input": [
            "type filter hook input priority 0; policy accept;",
            "ct state established,related accept",
            'iifname "lo" accept',
            # No security group holds these back.
            f"ip daddr {addresses.METADATA} tcp dport 80 accept",
            f"ip daddr {addresses.RESOLVER} meta l4proto {{ tcp, udp }} th dport 53 accept",
            "ip saddr @nodes goto outward",
            "counter drop",
        ],
        "forward": [
            "type filter hook forward priority 0; policy drop;",
            "ct state established,related accept",
            "ip saddr @nodes ip daddr @nodes goto between",
            "counter drop",
        ],
        "output": [
            "type filter hook output priority 0; policy accept;",
            "ct state established,related accept",
            "ip daddr @nodes goto inward",
        ],
    }
    # A chain comes before those that go to it.
    order = ("routed", "inward", "between", "outward", "input", "forward", "output")
    body = "\n".join([*sets, *(_chain(name, chains[name]) for name in order)])
    return f"table {_TABLE} {{}}\ndelete table {_TABLE}\ntable {_TABLE} {{\n{body}\n}}\n"


def _set(name: str, elements: Iterable[IPv4Address | IPv4Network], flags: str = "") -> str:
    listed = ", ".join(map(str, sorted(elements, key=str)))
    content = f"elements = {{ {listed} }}" if listed else ""
    return f"set {name} {{ type ipv4_addr; {flags} {content}\n}}"


def _chain(name: str, lines: Sequence[str]) -> str:
    return f"chain {name} {{\n" + "\n".join(lines) + "\n}"


def _ingress(network: Network, names: Mapping[str, str]) -> Iterator[str]:
    for group_id, group in network.groups.items():
        for rule in sorted(group.ingress, key=str):
            for peer in _peers(rule, network, names):
                yield f"ip daddr @{names[group_id]} ip saddr {peer} {_ports(rule)} accept"


def _egress(network: Network, names: Mapping[str, str], then: str) -> Iterator[str]:
    for group_id, group in network.groups.items():
        for rule in sorted(group.egress, key=str):
            for peer in _peers(rule, network, names):
                yield f"ip saddr @{names[group_id]} ip daddr {peer} {_ports(rule)} goto {then}"


def _peers(rule: GroupRule, network: Network, names: Mapping[str, str]) -> Iterator[str]:
    if rule.peer in names:
        yield f"@{names[rule.peer]}"
    elif "/" in rule.peer:
        yield rule.peer
    else:
        # A list or group that is not there (yet) has no addresses.
        yield from map(str, network.prefix_lists.get(rule.peer, ()))


def _ports(rule: GroupRule) -> str:
    if rule.protocol == "-1":
        return ""
    first, last = rule.ports
    return f"{rule.protocol} dport {first}-{last}"
