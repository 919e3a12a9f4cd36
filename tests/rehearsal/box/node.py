"""A node: a network namespace with an address of a subnet, joined to the world alone."""

import ctypes
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address
from threading import Thread

from tests.rehearsal.box import addresses, world

_CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)
_WORLD_MAC, _NODE_MAC = "02:00:00:00:00:01", "02:00:00:00:00:02"


@dataclass(frozen=True)
class Node:
    """Whatever has a security group: a machine, or a node of a load balancer or a database."""

    name: str
    """Of its namespace and, in the world, of its link: at most 15 letters."""
    address: IPv4Address

    @property
    def path(self) -> str:
        return str(world.NAMESPACES / self.name)

    def create(self) -> None:
        world.ip(
            f"netns add {self.name}",
            f"link add {self.name} address {_WORLD_MAC} type veth"
            f" peer name eth0 address {_NODE_MAC} netns {self.name}",
            f"link set {self.name} up",
            f"neighbour add {self.address} lladdr {_NODE_MAC} dev {self.name} nud permanent",
            f"route add {self.address} dev {self.name} src {addresses.SHOPPER}",
        )
        world.run(
            *("ip", "-netns", self.name, "-batch", "-"),
            typed="".join(
                f"{command}\n"
                for command in (
                    "link set lo up",
                    "link set eth0 up",
                    f"address add {self.address}/32 dev eth0",
                    f"route add {addresses.ROUTER} dev eth0",
                    f"neighbour add {addresses.ROUTER} lladdr {_WORLD_MAC} dev eth0 nud permanent",
                    f"route add default via {addresses.ROUTER} src {self.address}",
                )
            ),
        )

    def cut_off(self) -> None:
        """Let no packet through any more, as when its host has failed."""
        world.ip(f"link set {self.name} down")

    def remove(self) -> None:
        world.ip(f"link delete {self.name}", f"netns delete {self.name}")

    def inside(self, *command: str) -> Sequence[str]:
        """Return the command that runs `command` in this node's network."""
        return ("nsenter", f"--net={self.path}", "--", *command)

    def start_thread(self, target: Callable[[], None]) -> Thread:
        """Run `target` in a thread whose new sockets are in this node's network."""

        def run() -> None:
            self._enter()
            target()

        thread = Thread(target=run, name=self.name, daemon=True)
        thread.start()
        return thread

    def run_in(self, target: Callable[[], None]) -> None:
        """Run `target` in a thread in this node's network, to its end. Raise what it raises."""
        errors: list[BaseException] = []

        def run() -> None:
            try:
                target()
            except BaseException as error:  # noqa: BLE001 (raised by the caller's thread)
                errors.append(error)

        self.start_thread(run).join()
        if errors:
            raise errors[0]

    def _enter(self) -> None:
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            if _libc.setns(descriptor, _CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), f"setns {self.path}")
        finally:
            os.close(descriptor)
