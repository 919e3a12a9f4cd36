"""How orders calls AWS: as every service does."""

from chassis.aws import OutOfReach, aws_client, call, refusal

__all__ = ["OutOfReach", "aws_client", "call", "refusal"]
