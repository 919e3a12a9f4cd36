"""AWS's control plane and APIs for a rehearsal: an account that reads the emitted templates."""

ACCOUNT = "123456789012"
PARTITION = "aws"
SUFFIX = "amazonaws.com"


def arn(service: str, region: str, rest: str) -> str:
    """Return the ARN of a resource of this account."""
    return f"arn:{PARTITION}:{service}:{region}:{ACCOUNT}:{rest}"
