"""The address blocks of the subnets."""

from ipaddress import IPv4Network

from cloudformation.config.environment import Environment

VPC_TITLE = "Vpc"
"""The VPC's logical id."""
TIERS = ("Public", "Application", "Database")


def subnet_blocks(environment: Environment, tier: str) -> list[IPv4Network]:
    """Return the address blocks of one of TIERS, one for each zone."""
    # 16 blocks, 4 for each tier: a third zone leaves the other tiers' blocks as they are.
    blocks = list(environment.network.subnets(prefixlen_diff=4))
    first = 4 * TIERS.index(tier)
    return blocks[first : first + environment.zones]
