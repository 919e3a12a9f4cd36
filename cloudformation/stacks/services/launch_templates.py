"""The launch templates: image, disk, network and user data of instances, and common rights."""

from collections.abc import Mapping, Sequence
from typing import Any

from troposphere import GetAtt, Parameter, Ref, Sub, Template
from troposphere.ec2 import (
    EBSBlockDevice,
    IamInstanceProfile,
    LaunchTemplate,
    LaunchTemplateBlockDeviceMapping,
    LaunchTemplateData,
    MetadataOptions,
    Monitoring,
    NetworkInterfaces,
    TagSpecifications,
)
from troposphere.iam import InstanceProfile
from troposphere.logs import LogGroup

from cloudformation.config.environment import Environment
from cloudformation.config.settings import BOOTS
from cloudformation.stacks.resources import (
    BOUNDARY_PARAMETER,
    account_arn,
    arn,
    log_group,
    statement,
    tags,
)
from cloudformation.stacks.services.user_data import user_data

IMAGE_PARAMETER = "ImageId"
IMAGE_PATH = "/aws/service/ami-amazon-linux-latest"
"""Where Systems Manager has AWS's parameters with the newest images."""
LATEST_IMAGE = f"{IMAGE_PATH}/al2023-ami-kernel-default-arm64"
DISK_GIB = 16

RELEASE_PARAMETERS = {
    BOUNDARY_PARAMETER: ("String", "The permissions boundary of every role"),
    "ReleaseBucket": ("String", "The bucket that releases are in"),
    "ReleaseKey": ("String", "The S3 key of the release, named by its SHA-256"),
    "DatabaseAddress": ("String", "Where PostgreSQL listens"),
}


def add_image(template: Template) -> None:
    """Add the parameter that gives each deployment the newest image of Amazon Linux."""
    template.add_parameter(
        Parameter(
            IMAGE_PARAMETER,
            Type="AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
            Default=LATEST_IMAGE,
            Description="Amazon Linux 2023, arm64",
        )
    )


def add_log_group(template: Template, environment: Environment, process: str) -> LogGroup:
    """Add the log group of one of SERVICES, of DATABASE_SETUP or of BOOTS."""
    title = f"{process.title()}LogGroup"
    group: LogGroup = template.add_resource(
        log_group(title, environment.log_group(process), environment)
    )
    return group


def add_launch_template(
    template: Template,
    environment: Environment,
    process: str,
    *,
    instance_type: str,
    profile: InstanceProfile,
    security_group: Any,
    subnet: Any = None,
    extra: Mapping[str, Any],
) -> LaunchTemplate:
    """Add the launch template of one of SERVICES, or of DATABASE_SETUP.

    Without a `subnet` it is for an Auto Scaling group, which chooses one. `extra` are more
    properties of its data.
    """
    placement = {"SubnetId": subnet} if subnet else {}
    launch_template: LaunchTemplate = template.add_resource(
        LaunchTemplate(
            f"{process.title()}LaunchTemplate",
            LaunchTemplateName=f"{environment.prefix}-{process}",
            TagSpecifications=[_tag_specification("launch-template", environment, process)],
            LaunchTemplateData=LaunchTemplateData(
                ImageId=Ref(IMAGE_PARAMETER),
                InstanceType=instance_type,
                IamInstanceProfile=IamInstanceProfile(Arn=GetAtt(profile, "Arn")),
                UserData=user_data(environment, process),
                EbsOptimized=True,
                Monitoring=Monitoring(Enabled=True),
                MetadataOptions=MetadataOptions(
                    HttpEndpoint="enabled", HttpTokens="required", HttpPutResponseHopLimit=1
                ),
                NetworkInterfaces=[
                    NetworkInterfaces(
                        DeviceIndex=0,
                        AssociatePublicIpAddress=False,
                        Groups=[security_group],
                        **placement,
                    )
                ],
                BlockDeviceMappings=[
                    LaunchTemplateBlockDeviceMapping(
                        DeviceName="/dev/xvda",
                        Ebs=EBSBlockDevice(
                            Encrypted=True,
                            VolumeType="gp3",
                            VolumeSize=DISK_GIB,
                            DeleteOnTermination=True,
                        ),
                    )
                ],
                TagSpecifications=[
                    _tag_specification(resource_type, environment, process)
                    for resource_type in ("instance", "volume")
                ],
                **extra,
            ),
        )
    )
    return launch_template


def _tag_specification(
    resource_type: str, environment: Environment, process: str
) -> TagSpecifications:
    return TagSpecifications(
        ResourceType=resource_type, Tags=tags(environment, process, Process=process)
    )


def common_statements(environment: Environment, logs: LogGroup) -> list[dict[str, Any]]:
    """Return the statements of every instance: fetch the release, write logs, signal its start.

    With `session_manager` also those that Session Manager needs.
    """
    allowed = [
        statement(
            ["s3:GetObject"], objects_arn("ReleaseBucket", "releases/"), sid="FetchTheRelease"
        ),
        statement(
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            # The second is of another stack, which stays when this one is rolled back.
            [arn(logs), account_arn(f"logs::log-group:{environment.log_group(BOOTS)}:*")],
            sid="WriteItsOwnLog",
        ),
        statement(["cloudformation:SignalResource"], Ref("AWS::StackId"), sid="TellHowItWent"),
    ]
    if environment.session_manager:
        instances = account_arn("ec2::instance/*")
        allowed.append(statement(["ssm:UpdateInstanceInformation"], instances, sid="BeKnown"))
        # IAM knows no resources for these actions.
        allowed.append(
            statement(
                [
                    "ssmmessages:CreateControlChannel",
                    "ssmmessages:CreateDataChannel",
                    "ssmmessages:OpenControlChannel",
                    "ssmmessages:OpenDataChannel",
                ],
                "*",
                sid="BeReachedBySystemsManager",
            )
        )
    return allowed


def database_login_statement(*users: str) -> dict[str, Any]:
    """Return a statement that allows logging into PostgreSQL as these users."""
    arns = [
        Sub(
            "arn:${AWS::Partition}:rds-db:${AWS::Region}:${AWS::AccountId}"
            f":dbuser:${{DatabaseResourceId}}/{user}"
        )
        for user in users
    ]
    return statement(["rds-db:connect"], arns, sid="LogIntoTheDatabase")


def objects_arn(parameter: str, under: str = "") -> Sub:
    """Return the ARN of the objects under a prefix, in the bucket of a parameter."""
    return Sub(f"arn:${{AWS::Partition}}:s3:::${{{parameter}}}/{under}*")


def bucket_arn(parameter: str) -> Sub:
    """Return the ARN of the bucket of a parameter."""
    return Sub(f"arn:${{AWS::Partition}}:s3:::${{{parameter}}}")


def lifecycle_statement(group_name: str) -> dict[str, Any]:
    """Return a statement that allows an instance to complete its lifecycle hook."""
    group = account_arn(f"autoscaling::autoScalingGroup:*:autoScalingGroupName/{group_name}")
    actions: Sequence[str] = (
        "autoscaling:CompleteLifecycleAction",
        "autoscaling:RecordLifecycleActionHeartbeat",
    )
    return statement(actions, group, sid="EndItsOwnHook")
