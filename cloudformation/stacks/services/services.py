"""The services: for each a role, machines that come and go, and a place behind a load balancer.

User data may name every parameter of this stack. Databases are logged into by IAM, each service as
the user of its own name.
"""

from collections.abc import Sequence

from troposphere import GetAtt, Ref, Template
from troposphere.autoscaling import (
    AutoScalingGroup,
    InstanceMaintenancePolicy,
    LaunchTemplateSpecification,
    LifecycleHookSpecification,
    MetricsCollection,
    PredefinedMetricSpecification,
    ScalingPolicy,
    Tag,
    TargetTrackingConfiguration,
)
from troposphere.ec2 import LaunchTemplate
from troposphere.elasticloadbalancingv2 import TargetGroup
from troposphere.policies import (
    AutoScalingRollingUpdate,
    CreationPolicy,
    ResourceSignal,
    UpdatePolicy,
)
from troposphere.secretsmanager import GenerateSecretString, ReplicaRegion, Secret

from cloudformation.config.environment import GRPC_PORTS, Environment
from cloudformation.config.settings import SERVICES
from cloudformation.stacks.resources import (
    OWN_KEY,
    add_outputs,
    add_parameters,
    instance_role,
    new_template,
    skip,
    tags,
)
from cloudformation.stacks.services import launch_templates, load_balancers, target_groups
from cloudformation.stacks.services.service_roles import permissions

START = "PT15M"
"""How long a machine has to say that it is well."""
GLOBAL_REGION = "us-east-1"

_PARAMETERS = {
    **launch_templates.RELEASE_PARAMETERS,
    "DatabaseResourceId": ("String", "The database as IAM names it, db-..."),
    "SigningKeyArn": ("String", "The secret with the key that users signs tokens with"),
    "VpcId": ("AWS::EC2::VPC::Id", "The VPC"),
    "PublicSubnets": ("List<AWS::EC2::Subnet::Id>", "Where the public load balancer is"),
    "ApplicationSubnets": ("List<AWS::EC2::Subnet::Id>", "Where machines are"),
    "PublicLoadBalancerSecurityGroup": ("AWS::EC2::SecurityGroup::Id", "CloudFront reaches it"),
    "InternalLoadBalancerSecurityGroup": ("AWS::EC2::SecurityGroup::Id", "Services reach it"),
    **{
        f"{service.title()}SecurityGroup": ("AWS::EC2::SecurityGroup::Id", f"Machines of {service}")
        for service in SERVICES
    },
    "MediaBucket": ("String", "The bucket of product pictures"),
    "ReceiptsBucket": ("String", "The bucket of receipts"),
    "LogsBucket": ("String", "The bucket that load balancers write their logs into"),
    "OrderEventsTopicArn": ("String", "The topic that events go to"),
    "AvailabilityQueueUrl": ("String", "The queue that catalog hears of stock by"),
    "AvailabilityQueueArn": ("String", "The same, as IAM names it"),
}


def template(environment: Environment) -> Template:
    """Return the stack's template."""
    built = new_template(environment, "load balancers, Auto Scaling groups, roles")
    add_parameters(built, _PARAMETERS)
    launch_templates.add_image(built)
    _add_origin_secret(built, environment)
    groups = {service: target_groups.add(built, environment, service) for service in SERVICES}
    public = load_balancers.add_public(built, environment, groups["bff"])
    internal = load_balancers.add_internal(built, environment, groups)
    for service in SERVICES:
        # A group that no listener has yet would find none of its machines well, and a name that is
        # asked for before it is there is remembered as missing for a quarter of an hour.
        rule = "PublicProductsRule" if service == "bff" else f"Internal{service.title()}HealthRule"
        waits_for = [rule, *(f"{other.title()}Name" for other in GRPC_PORTS)]
        _add_service(built, environment, service, groups[service], waits_for)
    add_outputs(
        built,
        {
            "PublicLoadBalancer": GetAtt(public, "LoadBalancerFullName"),
            "InternalLoadBalancer": GetAtt(internal, "LoadBalancerFullName"),
            **{
                f"{service.title()}TargetGroup": GetAtt(group, "TargetGroupFullName")
                for service, group in groups.items()
            },
            **{f"{service.title()}Group": Ref(f"{service.title()}Group") for service in SERVICES},
        },
    )
    return built


def _add_origin_secret(built: Template, environment: Environment) -> None:
    """Add what CloudFront shows; Secrets Manager draws it, and no person ever has it."""
    elsewhere = environment.region != GLOBAL_REGION
    copies = {"ReplicaRegions": [ReplicaRegion(Region=GLOBAL_REGION)]} if elsewhere else {}
    built.add_resource(
        Secret(
            load_balancers.SHOWN,
            Name=environment.origin_secret,
            Description="What CloudFront shows the public load balancer",
            GenerateSecretString=GenerateSecretString(PasswordLength=40, ExcludePunctuation=True),
            Tags=tags(environment, "origin"),
            Metadata=skip(CKV_AWS_149=OWN_KEY),
            DeletionPolicy="Delete",
            UpdateReplacePolicy="Delete",
            **copies,
        )
    )


def _add_service(
    built: Template,
    environment: Environment,
    service: str,
    targets: TargetGroup,
    waits_for: Sequence[str],
) -> None:
    title = service.title()
    name = f"{environment.prefix}-{service}"
    logs = launch_templates.add_log_group(built, environment, service)
    role, profile = instance_role(
        title,
        [
            *launch_templates.common_statements(environment, logs),
            launch_templates.lifecycle(name),
            *permissions(environment, service),
        ],
        f"Machines of {service}",
    )
    built.add_resource(role)
    built.add_resource(profile)
    made = launch_templates.add_launch_template(
        built,
        environment,
        service,
        instance_type=environment.fleet(service).instance_type,
        profile=profile,
        security_group=Ref(f"{title}SecurityGroup"),
        more={},
    )
    built.add_resource(_group(environment, service, name, made, targets, waits_for))
    built.add_resource(
        ScalingPolicy(
            f"{title}Scaling",
            AutoScalingGroupName=Ref(f"{title}Group"),
            PolicyType="TargetTrackingScaling",
            TargetTrackingConfiguration=TargetTrackingConfiguration(
                TargetValue=environment.fleet(service).target_cpu,
                PredefinedMetricSpecification=PredefinedMetricSpecification(
                    PredefinedMetricType="ASGAverageCPUUtilization"
                ),
            ),
        )
    )


def _group(
    environment: Environment,
    service: str,
    name: str,
    made: LaunchTemplate,
    targets: TargetGroup,
    waits_for: Sequence[str],
) -> AutoScalingGroup:
    fleet = environment.fleet(service)
    return AutoScalingGroup(
        f"{service.title()}Group",
        AutoScalingGroupName=name,
        MinSize=str(fleet.least),
        MaxSize=str(fleet.most),
        LaunchTemplate=LaunchTemplateSpecification(
            LaunchTemplateId=Ref(made), Version=GetAtt(made, "LatestVersionNumber")
        ),
        VPCZoneIdentifier=Ref("ApplicationSubnets"),
        TargetGroupARNs=[Ref(targets)],
        HealthCheckType="ELB",
        HealthCheckGracePeriod=300,
        DefaultInstanceWarmup=60,
        # The new one comes before the old one goes, whoever replaces it.
        InstanceMaintenancePolicy=InstanceMaintenancePolicy(
            MinHealthyPercentage=100, MaxHealthyPercentage=200
        ),
        # Taken from its load balancer and done with what was under way, a machine ends its
        # processes and then this hook; a worker's letters are finished so.
        LifecycleHookSpecificationList=[
            LifecycleHookSpecification(
                LifecycleHookName="drain",
                LifecycleTransition="autoscaling:EC2_INSTANCE_TERMINATING",
                HeartbeatTimeout=environment.drain_seconds + 90,
                DefaultResult="CONTINUE",
            )
        ],
        MetricsCollection=[MetricsCollection(Granularity="1Minute")],
        Tags=[
            Tag("Name", name, True),  # noqa: FBT003 (troposphere's own order)
            Tag("Store", environment.name, True),  # noqa: FBT003 (likewise)
        ],
        DependsOn=list(waits_for),
        CreationPolicy=CreationPolicy(
            ResourceSignal=ResourceSignal(Count=fleet.least, Timeout=START)
        ),
        UpdatePolicy=UpdatePolicy(
            AutoScalingRollingUpdate=AutoScalingRollingUpdate(
                MinInstancesInService=fleet.least,
                MaxBatchSize=1,
                WaitOnResourceSignals=True,
                PauseTime=START,
                SuspendProcesses=[
                    "AZRebalance",
                    "AlarmNotification",
                    "HealthCheck",
                    "ReplaceUnhealthy",
                    "ScheduledActions",
                ],
            )
        ),
    )
