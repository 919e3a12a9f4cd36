"""What GitHub's role may look at before a deployment: the actions of the preflight's checks.

They read and change nothing.
"""

ACTIONS = (
    "cloudformation:ListStackResources",
    "cloudfront:ListDistributions",
    "ec2:DescribeAddresses",
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeInstanceTypeOfferings",
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeInstances",
    "ec2:DescribeManagedPrefixLists",
    "ec2:DescribeVpcs",
    "elasticloadbalancing:DescribeLoadBalancers",
    "iam:ListOpenIDConnectProviders",
    "logs:DescribeLogGroups",
    "rds:DescribeCertificates",
    "rds:DescribeDBEngineVersions",
    "rds:DescribeDBInstances",
    "rds:DescribeEngineDefaultParameters",
    "rds:DescribeOrderableDBInstanceOptions",
    "route53:GetHostedZone",
    "route53:ListResourceRecordSets",
    "secretsmanager:ListSecrets",
    "servicequotas:GetAWSDefaultServiceQuota",
    "servicequotas:GetServiceQuota",
    "ses:GetAccount",
    "ses:GetEmailIdentity",
    "sms-voice:DescribeSpendLimits",
    "sns:GetSMSAttributes",
    "sns:GetSMSSandboxAccountStatus",
    "ssm:GetParameters",
    "wafv2:ListWebACLs",
    "xray:GetTraceSegmentDestination",
)
