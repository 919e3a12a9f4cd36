"""The stack `services`: for each service a role, an Auto Scaling group and a target group.

User data may refer to every parameter of this stack. Each service logs into its database by IAM, as
the user of the service's name.
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
from troposphere.policies import CreationPolicy, ResourceSignal
from troposphere.secretsmanager import GenerateSecretString, ReplicaRegion, Secret

from cloudformation.config.environment import GRPC_PORTS, Environment
from cloudformation.config.settings import SERVICES
from cloudformation.stacks.resources import (
    AWS_KEY_REASON,
    add_outputs,
    add_parameters,
    checkov_skip,
    instance_role,
    new_template,
    tags,
)
from cloudformation.stacks.services import launch_templates, load_balancers, target_groups
from cloudformation.stacks.services.rolling_update import (
    START_TIMEOUT,
    live_machines,
    previous_group,
    update_policy,
)
from cloudformation.stacks.services.service_roles import service_statements

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
    "AvailabilityQueueUrl": ("String", "The queue of stock events for catalog"),
    "AvailabilityQueueArn": ("String", "The same, as IAM names it"),
    **{
        live_machines(service): ("Number", f"Machines of {service} that an update keeps in service")
        for service in SERVICES
    },
}


def build_template(environment: Environment) -> Template:
    """Return the stack's template."""
    template = new_template(environment, "load balancers, Auto Scaling groups, roles")
    add_parameters(template, _PARAMETERS)
    launch_templates.add_image(template)
    _add_origin_secret(template, environment)
    groups = {service: target_groups.add(template, environment, service) for service in SERVICES}
    public = load_balancers.add_public(template, environment, groups["bff"])
    internal = load_balancers.add_internal(template, environment, groups)
    for service in SERVICES:
        # A target group without a listener has no healthy instances. And a DNS name that an
        # instance resolves before it exists is cached as missing for 15 minutes.
        rule = "PublicProductsRule" if service == "bff" else f"Internal{service.title()}HealthRule"
        depends_on = [
            rule,
            *(f"{other.title()}Name" for other in GRPC_PORTS),
            *previous_group(service),
        ]
        _add_service(template, environment, service, groups[service], depends_on)
    add_outputs(
        template,
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
    return template


def _add_origin_secret(template: Template, environment: Environment) -> None:
    """Add the secret of CloudFront's header, generated, with a replica in CloudFront's region."""
    needs_replica = environment.region != GLOBAL_REGION
    replica = {"ReplicaRegions": [ReplicaRegion(Region=GLOBAL_REGION)]} if needs_replica else {}
    template.add_resource(
        Secret(
            load_balancers.ORIGIN_SECRET_TITLE,
            Name=environment.origin_secret,
            Description="What CloudFront shows the public load balancer",
            GenerateSecretString=GenerateSecretString(PasswordLength=40, ExcludePunctuation=True),
            Tags=tags(environment, "origin"),
            Metadata=checkov_skip(CKV_AWS_149=AWS_KEY_REASON),
            DeletionPolicy="Delete",
            UpdateReplacePolicy="Delete",
            **replica,
        )
    )


def _add_service(
    template: Template,
    environment: Environment,
    service: str,
    targets: TargetGroup,
    depends_on: Sequence[str],
) -> None:
    title = service.title()
    name = f"{environment.prefix}-{service}"
    logs = launch_templates.add_log_group(template, environment, service)
    role, profile = instance_role(
        environment,
        title,
        [
            *launch_templates.common_statements(environment, logs),
            launch_templates.lifecycle_statement(name),
            *service_statements(environment, service),
        ],
        f"Machines of {service}",
    )
    template.add_resource(role)
    template.add_resource(profile)
    launch_template = launch_templates.add_launch_template(
        template,
        environment,
        service,
        instance_type=environment.fleet(service).instance_type,
        profile=profile,
        security_group=Ref(f"{title}SecurityGroup"),
        extra={},
    )
    template.add_resource(
        _auto_scaling_group(environment, service, name, launch_template, targets, depends_on)
    )
    template.add_resource(
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


def _auto_scaling_group(
    environment: Environment,
    service: str,
    name: str,
    launch_template: LaunchTemplate,
    targets: TargetGroup,
    depends_on: Sequence[str],
) -> AutoScalingGroup:
    fleet = environment.fleet(service)
    return AutoScalingGroup(
        f"{service.title()}Group",
        AutoScalingGroupName=name,
        MinSize=str(fleet.least),
        MaxSize=str(fleet.most),
        LaunchTemplate=LaunchTemplateSpecification(
            LaunchTemplateId=Ref(launch_template),
            Version=GetAtt(launch_template, "LatestVersionNumber"),
        ),
        VPCZoneIdentifier=Ref("ApplicationSubnets"),
        TargetGroupARNs=[Ref(targets)],
        HealthCheckType="ELB",
        HealthCheckGracePeriod=300,
        DefaultInstanceWarmup=60,
        # A new instance serves before an old one ends, whatever the reason of the replacement.
        InstanceMaintenancePolicy=InstanceMaintenancePolicy(
            MinHealthyPercentage=100, MaxHealthyPercentage=200
        ),
        # Once deregistered and drained, an instance stops its processes and then completes this
        # hook: so a worker finishes the messages that it has begun to send.
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
        DependsOn=list(depends_on),
        CreationPolicy=CreationPolicy(
            ResourceSignal=ResourceSignal(Count=fleet.least, Timeout=START_TIMEOUT)
        ),
        UpdatePolicy=update_policy(service),
    )
