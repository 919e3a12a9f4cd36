"""Launch templates, and the instances that are started from them."""

import base64
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.rehearsal.account.cloudformation.stack import Wanted
from tests.rehearsal.account.cloudformation.template import Json, Made
from tests.rehearsal.account.handlers.base import Functions, listed, named, new_id
from tests.rehearsal.account.handlers.iam import Iam
from tests.rehearsal.account.handlers.network import Network
from tests.rehearsal.account.wire import Call, Operation, Refused
from tests.rehearsal.model import Box, Machine, MachineState

MAX_USER_DATA_BYTES = 16_384


@dataclass(slots=True)
class _LaunchTemplate:
    name: str
    versions: list[Json] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Instance:
    machine: Machine
    address: str
    zone: str
    launched: datetime


class Compute:
    def __init__(self, box: Box, network: Network, iam: Iam) -> None:
        self.instances: dict[str, Instance] = {}
        self._templates: dict[str, _LaunchTemplate] = {}
        self._ended: set[str] = set()
        self._box = box
        self._network = network
        self._iam = iam

    def handlers(self) -> Mapping[str, Functions]:
        return {
            "AWS::EC2::LaunchTemplate": Functions(
                self._template, self._drop_template, frozenset({"LaunchTemplateName"})
            )
        }

    def operations(self) -> Mapping[str, Operation]:
        return {
            "ec2.RunInstances": self._run_instances,
            "ec2.TerminateInstances": self._terminate_instances,
            "ec2.GetConsoleOutput": self._console_output,
            "ec2.DescribeInstances": self._describe_instances,
        }

    def launch(
        self,
        template: str,
        version: str,
        subnet: str = "",
        own_tags: Mapping[str, str] | None = None,
    ) -> Instance:
        """Start an instance from a version of a launch template, by number or $Latest."""
        if template not in self._templates:
            raise LookupError(
                f"The specified launch template, with template ID {template}, does not exist."
            )
        versions = self._templates[template].versions
        data = versions[-1] if version.startswith("$") else versions[int(version) - 1]
        (interface,) = data.get("NetworkInterfaces") or [{}]
        subnet = subnet or interface.get("SubnetId", "")
        if subnet not in self._network.subnets:
            raise LookupError(f"The subnet ID '{subnet}' does not exist")
        groups = tuple(interface.get("Groups") or data.get("SecurityGroupIds", ()))
        profile = data["IamInstanceProfile"]
        metadata = data.get("MetadataOptions", {})
        user_data = base64.b64decode(data.get("UserData", ""))
        if len(user_data) > MAX_USER_DATA_BYTES:
            raise LookupError("User data is limited to 16384 bytes")
        machine = Machine(
            id=new_id("i"),
            subnet=subnet,
            groups=groups,
            user_data=user_data.decode(),
            role=self._iam.role_of_profile(profile.get("Arn") or profile["Name"]).arn,
            tags={**_tags_of(data, "instance"), **(own_tags or {})},
            metadata_hop_limit=int(metadata.get("HttpPutResponseHopLimit", 1)),
            ends_on_shutdown=data.get("InstanceInitiatedShutdownBehavior") == "terminate",
        )
        address = self._box.launch(machine)
        zone = self._network.subnets[subnet].zone
        instance = Instance(machine, address, zone, datetime.now(UTC))
        self.instances[machine.id] = instance
        return instance

    def is_running(self, instance: str) -> bool:
        if instance in self._ended:
            return False
        return self._box.state(instance) is MachineState.RUNNING

    def terminate(self, instance: str) -> None:
        """Shut an instance down in order; return when it is gone."""
        self._ended.add(instance)
        self._box.terminate(instance)

    def latest_version(self, template: str) -> int:
        return len(self._templates[template].versions)

    def _template(self, wanted: Wanted, made: Made | None) -> Made:
        properties = wanted.properties
        template = made.physical_id if made else new_id("lt")
        name = properties.get("LaunchTemplateName") or wanted.generated_name()
        if made is None:
            if any(other.name == name for other in self._templates.values()):
                raise LookupError(f"Launch template name already in use: {name}")
            self._templates[template] = _LaunchTemplate(name)
        held = self._templates[template]
        data = properties["LaunchTemplateData"]
        if not held.versions or held.versions[-1] != data:
            held.versions.append(data)
        version = str(len(held.versions))
        return named(
            template,
            LaunchTemplateId=template,
            LatestVersionNumber=version,
            DefaultVersionNumber="1",
        )

    def _drop_template(self, wanted: Wanted, made: Made) -> None:
        self._templates.pop(made.physical_id, None)

    def _run_instances(self, call: Call) -> Json:
        source = call.parameters["LaunchTemplate"]
        try:
            instance = self.launch(source["LaunchTemplateId"], source.get("Version", "$Default"))
        except LookupError as error:
            raise Refused("InvalidParameterValue", str(error)) from error
        return {"Instances": [self._description(instance)]}

    def _terminate_instances(self, call: Call) -> Json:
        for instance in call.parameters["InstanceIds"]:
            self._known(instance)
            threading.Thread(target=self.terminate, args=(instance,), daemon=True).start()
        return {
            "TerminatingInstances": [
                {"InstanceId": each} for each in call.parameters["InstanceIds"]
            ]
        }

    def _console_output(self, call: Call) -> Json:
        instance = self._known(call.parameters["InstanceId"]).machine.id
        text = self._box.console(instance)[-65536:]
        output = base64.b64encode(text.encode()).decode()
        return {"InstanceId": instance, "Output": output, "Timestamp": datetime.now(UTC)}

    def _describe_instances(self, call: Call) -> Json:
        ids = call.parameters.get("InstanceIds") or list(self.instances)
        found = [self._description(self._known(each)) for each in ids]
        filters = {each["Name"]: each["Values"] for each in call.parameters.get("Filters", ())}
        matching = [each for each in found if _matches(each, filters)]
        return {"Reservations": [{"Instances": matching}]}

    def _known(self, instance: str) -> Instance:
        if instance not in self.instances:
            raise Refused(
                "InvalidInstanceID.NotFound", f"The instance ID '{instance}' does not exist"
            )
        return self.instances[instance]

    def _description(self, instance: Instance) -> Json:
        machine = instance.machine
        is_running = self.is_running(machine.id)
        return {
            "InstanceId": machine.id,
            "PrivateIpAddress": instance.address,
            "SubnetId": machine.subnet,
            "State": {"Code": 16, "Name": "running"}
            if is_running
            else {"Code": 48, "Name": "terminated"},
            "LaunchTime": instance.launched,
            "Placement": {"AvailabilityZone": instance.zone},
            "Tags": listed(machine.tags),
        }


def _matches(description: Json, filters: Mapping[str, list[str]]) -> bool:
    """Whether an instance is one that filters by tag and state ask for."""
    values = {f"tag:{tag['Key']}": tag["Value"] for tag in description["Tags"]}
    values["instance-state-name"] = description["State"]["Name"]
    return all(values.get(name) in wanted for name, wanted in filters.items())


def _tags_of(data: Json, kind: str) -> dict[str, str]:
    return {
        tag["Key"]: tag["Value"]
        for specification in data.get("TagSpecifications", ())
        if specification["ResourceType"] == kind
        for tag in specification["Tags"]
    }
