"""A box on paper: it notes what it is asked for, and its machines only say that they serve."""

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from ipaddress import IPv4Network
from itertools import count
from typing import Any

import yaml
from botocore.exceptions import ClientError

from cloudformation.machine.boot import Credentials
from tests.rehearsal.account.account import client_of
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

PLAN = "/etc/tienda/plan.json"
TICK = 0.01


class PaperBox:
    """A `Box`; `url` is the endpoint that its machines call."""

    def __init__(self, identity: Identity) -> None:
        self.url = ""
        self.subnets: dict[str, Subnet] = {}
        self.groups: dict[str, SecurityGroup] = {}
        self.names: dict[str, Sequence[str]] = {}
        self.machines: dict[str, Machine] = {}
        self.target_groups: dict[str, TargetGroup] = {}
        self.balancers: dict[str, LoadBalancer] = {}
        self.databases: dict[str, Database] = {}
        self.distributions: dict[str, Distribution] = {}
        self.prefix_lists: dict[str, Sequence[IPv4Network]] = {}
        self.invalidated: list[str] = []
        self.failing: Callable[[Machine], bool] = lambda _: False
        """Whether a machine cannot install its release."""
        self.waiting: Callable[[Machine], bool] = lambda _: False
        """Whether a machine that serves does not signal yet."""
        self.most_running = 0
        self._targets: dict[str, dict[str, str]] = {}
        self._ended: set[str] = set()
        self._identity = identity
        self._numbers = count(10)
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.Lock()

    def put_subnet(self, subnet: Subnet) -> None:
        self.subnets[subnet.id] = subnet

    def put_group(self, group: SecurityGroup) -> None:
        self.groups[group.id] = group

    def put_prefix_list(self, prefix_list: str, networks: Sequence[IPv4Network]) -> None:
        self.prefix_lists[prefix_list] = networks

    def put_name(self, name: str, targets: Sequence[str]) -> None:
        self.names[name] = targets

    def launch(self, machine: Machine) -> str:
        self.machines[machine.id] = machine
        self.most_running = max(self.most_running, len(self.running()))
        threading.Thread(target=self._boot, args=(machine,), daemon=True).start()
        return str(self.subnets[machine.subnet].network[next(self._numbers)])

    def running(self, process: str = "") -> list[Machine]:
        return [
            machine
            for machine in list(self.machines.values())
            if machine.id not in self._ended and process in {"", machine.tags.get("Process")}
        ]

    def state(self, machine: str) -> MachineState:
        return MachineState.ENDED if machine in self._ended else MachineState.RUNNING

    def terminate(self, machine: str) -> None:
        self._ended.add(machine)
        for targets in self._targets.values():
            targets.pop(machine, None)

    kill = terminate

    def console(self, machine: str) -> str:
        return f"console of {machine}"

    def put_target_group(self, group: TargetGroup) -> None:
        self.target_groups[group.id] = group
        self._targets.setdefault(group.id, {})

    def put_load_balancer(self, balancer: LoadBalancer) -> None:
        self.balancers[balancer.id] = balancer

    def register(self, target_group: str, machine: str) -> None:
        is_good = not self.failing(self.machines[machine])
        self._targets[target_group][machine] = "healthy" if is_good else "unhealthy"

    def deregister(self, target_group: str, machine: str) -> None:
        self._targets[target_group].pop(machine, None)

    def targets(self, target_group: str) -> Sequence[Target]:
        targets = self._targets.get(target_group, {})
        return [Target(machine, state) for machine, state in list(targets.items())]

    def put_database(self, database: Database) -> None:
        self.databases[database.id] = database

    def fail_over(self, database: str) -> None:
        pass

    def put_distribution(self, distribution: Distribution) -> None:
        self.distributions[distribution.id] = distribution

    def invalidate(self, distribution: str, paths: Sequence[str]) -> None:
        self.invalidated += paths

    def remove(self, resource: str) -> None:
        for held in (
            *(self.subnets, self.groups, self.names, self.target_groups),
            *(self.balancers, self.databases, self.distributions),
        ):
            held.pop(resource, None)

    def _boot(self, machine: Machine) -> None:
        plan = plan_of(machine)
        is_good = not self.failing(machine)
        if not plan["processes"]:
            self._prepare_databases(machine, plan, "SUCCESS" if is_good else "FAILURE")
            return
        client = self._client(machine, "cloudformation", plan)
        while self.waiting(machine) and machine.id not in self._ended:
            time.sleep(TICK)
        with suppress(ClientError):  # no stack waits for whom scaling adds
            client.signal_resource(
                StackName=plan["stack"],
                LogicalResourceId=plan["resource"],
                UniqueId=machine.id,
                Status="SUCCESS" if is_good else "FAILURE",
            )
        while machine.id not in self._ended:
            if self._identity.lifecycle_state(machine.id) == "Terminated":
                self._client(machine, "autoscaling", plan).complete_lifecycle_action(
                    AutoScalingGroupName=plan["group"],
                    LifecycleHookName=plan["hook"],
                    InstanceId=machine.id,
                    LifecycleActionResult="CONTINUE",
                )
                return
            time.sleep(TICK)

    def _prepare_databases(self, machine: Machine, plan: Mapping[str, Any], outcome: str) -> None:
        logs = self._client(machine, "logs", plan)
        place = {"logGroupName": plan["log"], "logStreamName": machine.id}
        logs.create_log_stream(**place)
        event = {"timestamp": int(time.time() * 1000), "message": f"{outcome} {plan['key']}"}
        logs.put_log_events(**place, logEvents=[event])
        self._ended.add(machine.id)

    def _client(self, machine: Machine, service: str, plan: Mapping[str, Any]) -> Any:
        with self._lock:
            if (machine.role, service) not in self._clients:
                session = self._identity.credentials(machine.role)
                names = ("AccessKeyId", "SecretAccessKey", "Token")
                keys = Credentials(*(session[name] for name in names))
                client = client_of(self.url, service, plan["region"], keys)
                self._clients[machine.role, service] = client
            return self._clients[machine.role, service]


def plan_of(machine: Machine) -> Mapping[str, Any]:
    """Return the plan in a machine's user data."""
    files = yaml.safe_load(machine.user_data)["write_files"]
    plan: Mapping[str, Any] = json.loads(next(f["content"] for f in files if f["path"] == PLAN))
    return plan
