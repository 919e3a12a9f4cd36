"""The box: what an account has, made of namespaces, containers and processes."""

import shutil
from collections.abc import Sequence
from contextlib import AbstractContextManager
from ipaddress import IPv4Network
from pathlib import Path

from tests.certificates import Authority
from tests.rehearsal.box import world
from tests.rehearsal.box.balancer.balancers import Balancers
from tests.rehearsal.box.database.databases import Databases
from tests.rehearsal.box.database.server import Server
from tests.rehearsal.box.edge.edges import Edges
from tests.rehearsal.box.forwarding import forwarding
from tests.rehearsal.box.loop import Loop
from tests.rehearsal.box.machines import RunningMachine
from tests.rehearsal.box.metadata_service import MetadataService, Resident
from tests.rehearsal.box.names import Names
from tests.rehearsal.box.network import Vpc
from tests.rehearsal.model import (
    Database,
    Distribution,
    Identity,
    LoadBalancer,
    Machine,
    MachineState,
    SecurityGroup,
    Subnet,
    Target,
    TargetGroup,
)


class RehearsalBox:
    """Implements `model.Box`; one at a time, in a world of its own."""

    def __init__(self, identity: Identity, folder: Path, base: Path) -> None:
        self.folder = folder
        self.authority = Authority("Tienda rehearsal", owner="Rehearsal")
        """Signs the certificates of load balancers and of the edge; machines trust it."""
        self.database_authority = Authority()
        """Signs those of databases; a release has to know it."""
        world.set_up(folder)
        self.vpc = Vpc()
        self.names = Names()
        self._base = base
        self._metadata = MetadataService(identity)
        self._machines: dict[str, RunningMachine] = {}
        self._loop = Loop()
        self._loop.keep(self.names.serving())
        self._loop.keep(self._metadata.serving())
        self._balancers = Balancers(
            self.vpc, self.names, self.authority, folder, lambda machine: self._addresses[machine]
        )
        self._addresses: dict[str, str] = {}
        self._databases = Databases(self.vpc, self.names, self.database_authority, identity, folder)
        self._loop.keep(self._databases.judging())
        self._edges = Edges(self.names, self.authority, folder)

    def put_subnet(self, subnet: Subnet) -> None:
        self.vpc.put_subnet(subnet)

    def put_group(self, group: SecurityGroup) -> None:
        self.vpc.put_group(group)

    def put_prefix_list(self, prefix_list: str, networks: Sequence[IPv4Network]) -> None:
        self.vpc.put_prefix_list(prefix_list, networks)

    def put_name(self, name: str, targets: Sequence[str]) -> None:
        self.names.put(name, targets)

    def launch(self, machine: Machine) -> str:
        node = self.vpc.add("vm", machine.subnet, machine.groups)
        address = str(node.address)
        running = RunningMachine(machine, node, self._base, self.folder / machine.id)
        subnet = self.vpc.subnets[machine.subnet]
        self._metadata.residents[address] = Resident(machine, subnet, address)
        self._machines[machine.id] = running
        self._addresses[machine.id] = address

        def ended() -> None:
            self._metadata.residents.pop(address, None)
            self.vpc.discard(node)

        running.start(self.authority.pem, ended)
        return address

    def state(self, machine: str) -> MachineState:
        running = self._machines.get(machine)
        is_running = running is not None and running.is_running()
        return MachineState.RUNNING if is_running else MachineState.ENDED

    def terminate(self, machine: str) -> None:
        if self.state(machine) is MachineState.RUNNING:
            self._machines[machine].shut_down()

    def kill(self, machine: str) -> None:
        if self.state(machine) is MachineState.RUNNING:
            running = self._machines[machine]
            # First, so that nobody hears of its end.
            running.node.cut_off()
            running.kill()

    def console(self, machine: str) -> str:
        return self._machines[machine].console()

    def consoles(self) -> dict[str, str]:
        """Return what each machine wrote, those that have ended too."""
        return {machine: running.console() for machine, running in self._machines.items()}

    def run(self, machine: str, *command: str, typed: str = "") -> str:
        """Run a command in a machine as root; return its output."""
        return self._machines[machine].run(*command, typed=typed)

    def forwarded(self, machine: str, port: int) -> AbstractContextManager[int]:
        """Forward a port of a machine, as Session Manager does; yields the port here."""
        return self._loop.entered(forwarding(self._machines[machine].node, port))

    def write(self, machine: str, path: str, text: str) -> str:
        """Write a file in a machine; return its path."""
        self._machines[machine].write(path, text)
        return path

    def put_target_group(self, group: TargetGroup) -> None:
        self._balancers.put_target_group(group)

    def put_load_balancer(self, balancer: LoadBalancer) -> None:
        self._balancers.put_load_balancer(balancer)

    def register(self, target_group: str, machine: str) -> None:
        self._balancers.register(target_group, machine)

    def deregister(self, target_group: str, machine: str) -> None:
        self._balancers.deregister(target_group, machine)

    def targets(self, target_group: str) -> Sequence[Target]:
        return self._balancers.targets(target_group)

    def put_database(self, database: Database) -> None:
        self._databases.put(database)

    def fail_over(self, database: str) -> None:
        self._databases.fail_over(database)

    def primary(self, database: str) -> Server:
        """Return the server that answers under a database's name."""
        return self._databases.primary(database)

    def put_distribution(self, distribution: Distribution) -> None:
        self._edges.put(distribution)

    def invalidate(self, distribution: str, paths: Sequence[str]) -> None:
        self._edges.invalidate(distribution, paths)

    def sql(self, database: str, statements: str, name: str = "postgres") -> str:
        """Execute statements on a database's primary as its superuser; return what they print."""
        return self.primary(database).execute(statements, name)

    def remove(self, resource: str) -> None:
        if resource in self._machines:
            self.terminate(resource)
        else:
            self._balancers.remove(resource)
            self._databases.remove(resource)
            self._edges.remove(resource)
            self.names.remove(resource)
            self.vpc.remove(resource)

    def close(self) -> None:
        """End and remove everything."""
        for machine in list(self._machines):
            self.kill(machine)
        self._balancers.close()
        self._databases.close()
        self._edges.close()
        self._loop.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
