"""The stack `data`: PostgreSQL on RDS and the signing key, which outlive the other stacks."""

from typing import Any

from troposphere import GetAtt, Join, Ref, Sub, Template
from troposphere.iam import Role
from troposphere.rds import DBInstance, DBParameterGroup, DBSubnetGroup, MasterUserSecret
from troposphere.secretsmanager import GenerateSecretString, Secret, SecretTargetAttachment

from cloudformation.config.environment import POSTGRES_PORT, Environment
from cloudformation.stacks.resources import (
    AWS_KEY_REASON,
    BOUNDARY_PARAMETER,
    add_outputs,
    add_parameters,
    checkov_skip,
    log_group,
    new_template,
    tags,
    trust_policy,
)

POSTGRES = "18"
"""The major version; RDS installs minor versions in the maintenance window."""
MASTER_USERNAME = "keeper"
"""The master user, as whom the database setup logs in. The services' users have no password."""

_PARAMETERS = {
    BOUNDARY_PARAMETER: ("String", "The permissions boundary of every role"),
    "DatabaseSubnets": ("List<AWS::EC2::Subnet::Id>", "Subnets without a way out"),
    "DatabaseSecurityGroup": ("AWS::EC2::SecurityGroup::Id", "Who may reach it"),
}
CERTIFICATE_AUTHORITY = "rds-ca-rsa2048-g1"
"""The authority of the database's certificate."""
DATABASE_PARAMETERS = {
    "rds.force_ssl": "1",
    "log_min_duration_statement": "1000",
    "log_lock_waits": "1",
    # Failed and slow statements are logged without the values of their parameters.
    "log_parameter_max_length_on_error": "0",
    "log_parameter_max_length": "0",
    "idle_in_transaction_session_timeout": "60000",
}


def build_template(environment: Environment) -> Template:
    """Return the stack's template."""
    template = new_template(environment, "RDS for PostgreSQL")
    add_parameters(template, _PARAMETERS)
    template.add_resource(
        DBSubnetGroup(
            "SubnetGroup",
            DBSubnetGroupDescription="Subnets without a way out",
            SubnetIds=Ref("DatabaseSubnets"),
            Tags=tags(environment, "database"),
        )
    )
    template.add_resource(
        DBParameterGroup(
            "ParameterGroup",
            Description="TLS only, slow statements in the log, no values in it",
            Family=f"postgres{POSTGRES}",
            Parameters=DATABASE_PARAMETERS,
            Tags=tags(environment, "database"),
        )
    )
    template.add_resource(_monitoring_role(environment))
    identifier = f"{environment.prefix}-database"
    logs = [
        # The names that RDS uses. RDS would create them without a retention period.
        template.add_resource(
            log_group(
                f"{log.title()}LogGroup", f"/aws/rds/instance/{identifier}/{log}", environment
            )
        )
        for log in ("postgresql", "upgrade")
    ]
    master, secret_arn = _add_master_user(template, environment)
    database = template.add_resource(
        DBInstance(
            "Database",
            **_common_properties(environment),
            **master,
            DBInstanceIdentifier=identifier,
            Engine="postgres",
            EngineVersion=POSTGRES,
            MultiAZ=environment.database_multi_az,
            DBSubnetGroupName=Ref("SubnetGroup"),
            StorageEncrypted=True,
            AllocatedStorage=str(environment.database_storage),
            BackupRetentionPeriod=environment.database_backup_days,
            PreferredBackupWindow="02:00-03:00",
            PreferredMaintenanceWindow="tue:03:30-tue:04:30",
            EnableCloudwatchLogsExports=["postgresql", "upgrade"],
            Tags=tags(environment, "database"),
            DependsOn=[group.title for group in logs],
            DeletionPolicy="Snapshot",
            UpdateReplacePolicy="Snapshot",
        )
    )
    signing_key = template.add_resource(_signing_key(environment))
    if environment.database_replica:
        _add_replica(template, environment)
    add_outputs(
        template,
        {
            "DatabaseAddress": GetAtt(database, "Endpoint.Address"),
            "DatabaseIdentifier": Ref(database),
            "DatabaseResourceId": GetAtt(database, "DbiResourceId"),
            "MasterSecretArn": secret_arn,
            "SigningKeyArn": Ref(signing_key),
        },
    )
    return template


def _common_properties(environment: Environment) -> dict[str, Any]:
    """Return the properties that the database and its replica share."""
    return {
        "DBInstanceClass": environment.database_class,
        "StorageType": "gp3",
        "MaxAllocatedStorage": environment.database_most_storage,
        "Port": str(POSTGRES_PORT),
        "PubliclyAccessible": False,
        "VPCSecurityGroups": [Ref("DatabaseSecurityGroup")],
        "DBParameterGroupName": Ref("ParameterGroup"),
        "CACertificateIdentifier": CERTIFICATE_AUTHORITY,
        "EnableIAMDatabaseAuthentication": True,
        "DeletionProtection": environment.deletion_protection,
        "AutoMinorVersionUpgrade": True,
        "CopyTagsToSnapshot": True,
        "EnablePerformanceInsights": True,
        "PerformanceInsightsRetentionPeriod": 7,
        "MonitoringInterval": 60,
        "MonitoringRoleArn": GetAtt("MonitoringRole", "Arn"),
    }


def _monitoring_role(environment: Environment) -> Role:
    return Role(
        "MonitoringRole",
        Path=environment.role_path,
        Description="Lets RDS tell how its machines are",
        AssumeRolePolicyDocument=trust_policy("monitoring.rds.amazonaws.com"),
        PermissionsBoundary=Ref(BOUNDARY_PARAMETER),
        ManagedPolicyArns=[
            Sub(
                "arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
            )
        ],
    )


def _add_master_user(template: Template, environment: Environment) -> tuple[dict[str, Any], Any]:
    """Return the master user's properties, and the ARN of the secret with its password."""
    if not environment.database_replica:
        managed = {
            "MasterUsername": MASTER_USERNAME,
            "ManageMasterUserPassword": True,
            "MasterUserSecret": MasterUserSecret(),
        }
        return managed, GetAtt("Database", "MasterUserSecret.SecretArn")
    # For PostgreSQL, RDS creates no replica of a database whose password it manages. Then Secrets
    # Manager generates the password.
    secret = template.add_resource(
        Secret(
            "MasterSecret",
            Name=f"tienda/{environment.name}/master",
            Description="The master user of the database; only the database setup reads it",
            GenerateSecretString=GenerateSecretString(
                SecretStringTemplate=f'{{"username": "{MASTER_USERNAME}"}}',
                GenerateStringKey="password",
                PasswordLength=40,
                ExcludePunctuation=True,
            ),
            Tags=tags(environment, "master"),
            Metadata=checkov_skip(CKV_AWS_149=AWS_KEY_REASON),
            # A retained secret would keep its name from a store that is deployed again.
            DeletionPolicy="Delete",
            UpdateReplacePolicy="Retain",
        )
    )
    template.add_resource(
        SecretTargetAttachment(
            "MasterSecretAttachment",
            SecretId=Ref(secret),
            TargetId=Ref("Database"),
            TargetType="AWS::RDS::DBInstance",
        )
    )
    password = Join("", ["{{resolve:secretsmanager:", Ref(secret), ":SecretString:password}}"])
    return {"MasterUsername": MASTER_USERNAME, "MasterUserPassword": password}, Ref(secret)


def _signing_key(environment: Environment) -> Secret:
    """Return the secret with the seed of the signing key, which Secrets Manager generates.

    It is in this stack so that nobody is signed out when the services are deleted and deployed
    again.
    """
    return Secret(
        "SigningKey",
        Name=environment.signing_key_secret,
        Description="Seed of the Ed25519 key that users signs tokens with: 64 hex digits",
        GenerateSecretString=GenerateSecretString(
            PasswordLength=64,
            ExcludeUppercase=True,
            ExcludePunctuation=True,
            ExcludeCharacters="ghijklmnopqrstuvwxyz",
            RequireEachIncludedType=False,
        ),
        Tags=tags(environment, "signing-key"),
        Metadata=checkov_skip(CKV_AWS_149=AWS_KEY_REASON),
        DeletionPolicy="Delete",
        UpdateReplacePolicy="Retain",
    )


def _add_replica(template: Template, environment: Environment) -> None:
    replica = DBInstance(
        "Replica",
        **_common_properties(environment),
        DBInstanceIdentifier=f"{environment.prefix}-replica",
        SourceDBInstanceIdentifier=Ref("Database"),
        Tags=tags(environment, "replica"),
        Metadata=checkov_skip(
            CKV_AWS_16="a replica is encrypted as its database is",
            CKV_AWS_157="it is the third copy; the database itself is in two zones",
        ),
        # Its data is a copy of the database's.
        DeletionPolicy="Delete",
        UpdateReplacePolicy="Delete",
    )
    # troposphere requires engine and storage. A replica takes them from the database, whose storage
    # may have grown.
    template.add_resource(replica.no_validation())
    add_outputs(template, {"ReplicaAddress": GetAtt(replica, "Endpoint.Address")})
