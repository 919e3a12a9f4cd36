"""Auto Scaling's resources and operations."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace

from tests.rehearsal.account.cloudformation.stack import Wanted
from tests.rehearsal.account.cloudformation.template import Json, Made
from tests.rehearsal.account.handlers.base import Functions, named
from tests.rehearsal.account.handlers.compute import Compute
from tests.rehearsal.account.scaling import refresh, rolling
from tests.rehearsal.account.scaling.group import Group, Settings
from tests.rehearsal.account.wire import Call, Operation, Refused
from tests.rehearsal.model import Box

_TERMINATING = "autoscaling:EC2_INSTANCE_TERMINATING"


class AutoScaling:
    """The groups; `pace` is the seconds between two looks at one."""

    replaced_by = frozenset({"AutoScalingGroupName"})

    def __init__(
        self, box: Box, compute: Compute, delay: Callable[[str], float], pace: float, warmup: float
    ) -> None:
        """`warmup` is the longest warm-up that a refresh waits for, in seconds."""
        self.groups: dict[str, Group] = {}
        self._refreshes: list[refresh.Refresh] = []
        self._box = box
        self._compute = compute
        self._delay = delay
        self._pace = pace
        self._warmup = warmup
        self._lock = threading.Lock()

    # A handler of AWS::AutoScaling::AutoScalingGroup

    def create(self, wanted: Wanted) -> Made:
        settings = self._settings(wanted, "")
        if settings.name in self.groups:
            raise LookupError(f"{settings.name} already exists")
        desired = int(wanted.properties.get("DesiredCapacity", settings.least))
        group = Group(settings, desired, self._box, self._compute, self._delay, self._pace)
        self.groups[settings.name] = group
        group.begin()
        return named(settings.name, AutoScalingGroupARN=settings.name)

    def update(self, wanted: Wanted, made: Made, before: Wanted) -> Made:
        group = self.groups[made.physical_id]
        settings = self._settings(wanted, made.physical_id)
        group.settings = settings
        if "DesiredCapacity" in wanted.properties:
            group.desired = int(wanted.properties["DesiredCapacity"])
        group.desired = max(settings.least, min(settings.most, group.desired))
        policy = wanted.update_policy.get("AutoScalingRollingUpdate")
        rolls = ("LaunchTemplate", "VPCZoneIdentifier")
        has_old = any(member.version != settings.version for member in group.serving())
        changed = any(wanted.properties.get(n) != before.properties.get(n) for n in rolls)
        if policy is not None and (changed or has_old):
            rolling.roll(group, wanted, policy)
        return made

    def delete(self, wanted: Wanted, made: Made) -> None:
        if group := self.groups.get(made.physical_id):
            # Its instances still complete their hooks.
            group.close()
            del self.groups[made.physical_id]

    def handlers(self) -> Mapping[str, Functions]:
        return {
            "AWS::AutoScaling::ScalingPolicy": Functions(
                lambda wanted, made: made or named(wanted.generated_name())
            ),
        }

    def operations(self) -> Mapping[str, Operation]:
        return {
            "autoscaling.DescribeAutoScalingGroups": self._describe,
            "autoscaling.SetDesiredCapacity": self._set_desired,
            "autoscaling.UpdateAutoScalingGroup": self._set_desired,
            "autoscaling.StartInstanceRefresh": self._start_refresh,
            "autoscaling.DescribeInstanceRefreshes": self._describe_refreshes,
            "autoscaling.CompleteLifecycleAction": self._complete_hook,
            "autoscaling.RecordLifecycleActionHeartbeat": lambda _: {},
            "autoscaling.TerminateInstanceInAutoScalingGroup": self._terminate,
        }

    def lifecycle_state(self, instance: str) -> str:
        """Return the state that an instance is to come into, or nothing for one of no group."""
        states = (group.lifecycle_state(instance) for group in list(self.groups.values()))
        return next(filter(None, states), "")

    def close(self) -> None:
        for group in self.groups.values():
            group.abandon()

    def _settings(self, wanted: Wanted, name: str) -> Settings:
        properties = wanted.properties
        name = name or properties.get("AutoScalingGroupName") or wanted.generated_name()
        template = properties["LaunchTemplate"]
        hooks = [
            hook
            for hook in properties.get("LifecycleHookSpecificationList", ())
            if hook["LifecycleTransition"] == _TERMINATING
        ]
        own = {
            tag["Key"]: tag["Value"]
            for tag in properties.get("Tags", ())
            if tag["PropagateAtLaunch"] in {True, "true"}
        }
        version = template["Version"]
        if version.startswith("$"):
            version = str(self._compute.latest_version(template["LaunchTemplateId"]))
        return Settings(
            name=name,
            template=template["LaunchTemplateId"],
            version=version,
            least=int(properties["MinSize"]),
            most=int(properties["MaxSize"]),
            subnets=tuple(properties["VPCZoneIdentifier"]),
            target_groups=tuple(properties.get("TargetGroupARNs", ())),
            asks_balancer="ELB" in properties.get("HealthCheckType", "EC2"),
            grace=float(properties.get("HealthCheckGracePeriod", 0)),
            warmup=min(self._warmup, float(properties.get("DefaultInstanceWarmup", 0))),
            hook=hooks[0]["LifecycleHookName"] if hooks else "",
            hook_timeout=float(hooks[0].get("HeartbeatTimeout", 3600)) if hooks else 0.0,
            tags=own,
        )

    def _group(self, call: Call) -> Group:
        name = call.parameters["AutoScalingGroupName"]
        if name not in self.groups:
            raise Refused("ValidationError", f"AutoScalingGroup name not found - {name}")
        return self.groups[name]

    def _describe(self, call: Call) -> Json:
        names = call.parameters.get("AutoScalingGroupNames")
        return {
            "AutoScalingGroups": [
                group.description()
                for name, group in list(self.groups.items())
                if not names or name in names
            ]
        }

    def _set_desired(self, call: Call) -> Json:
        group, given = self._group(call), call.parameters
        with group.lock:
            least = int(given.get("MinSize", group.settings.least))
            most = int(given.get("MaxSize", group.settings.most))
            group.settings = replace(group.settings, least=least, most=most)
            desired = int(given.get("DesiredCapacity", group.desired))
            if not least <= desired <= most:
                raise Refused(
                    "ValidationError", f"New SetDesiredCapacity value {desired} is out of bounds"
                )
            group.desired = desired
        return {}

    def _start_refresh(self, call: Call) -> Json:
        group = self._group(call)
        with self._lock:
            if any(
                each.group is group and each.status in {"Pending", "InProgress"}
                for each in self._refreshes
            ):
                raise Refused(
                    "InstanceRefreshInProgress", "An Instance Refresh is already in progress"
                )
            begun = refresh.start(group, call.parameters.get("Preferences", {}))
            self._refreshes.append(begun)
        return {"InstanceRefreshId": begun.id}

    def _describe_refreshes(self, call: Call) -> Json:
        group, ids = self._group(call), call.parameters.get("InstanceRefreshIds")
        return {
            "InstanceRefreshes": [
                each.description()
                for each in reversed(self._refreshes)
                if each.group is group and (not ids or each.id in ids)
            ]
        }

    def _complete_hook(self, call: Call) -> Json:
        group = self._group(call)
        if call.parameters["LifecycleHookName"] != group.settings.hook:
            raise Refused("ValidationError", "No active Lifecycle Action found")
        group.complete_hook(call.parameters["InstanceId"])
        return {}

    def _terminate(self, call: Call) -> Json:
        instance = call.parameters["InstanceId"]
        for group in self.groups.values():
            if member := group.members.get(instance):
                if call.parameters.get("ShouldDecrementDesiredCapacity"):
                    group.desired -= 1
                group.end(member)
                return {}
        raise Refused("ValidationError", f"Instance Id not found - {instance}")
