"""`python -m cloudformation.deploy` makes the store, or brings it to another release."""

import sys

from cloudformation import command
from cloudformation.deployment.account import Account
from cloudformation.deployment.deploy_store import deploy
from cloudformation.packaging.bundle import Bundle
from cloudformation.packaging.targets import TARGETS
from cloudformation.release import FAULTS, OUT, add_authorities, build


def main(arguments: list[str] | None = None) -> int:
    """Deploy; answer 0, or 1 with the reason."""
    parser = command.parser("deploy", __doc__)
    parser.add_argument(
        "--release",
        type=command.release,
        metavar="SHA256",
        help="one that was deployed before; this checkout without it",
    )
    parser.add_argument(
        "--may-lose-data", action="store_true", help="also where a database or bucket is replaced"
    )
    add_authorities(parser)
    options = parser.parse_args(arguments)

    def do(account: Account) -> int:
        release: Bundle | str = options.release
        if not release:
            release = build(
                TARGETS["arm64"],
                OUT,
                authorities=options.authorities,
                region=account.environment.region,
            )
            account.tell(f"release {release.sha256}")
        deploy(account, release, may_lose_data=options.may_lose_data)
        account.tell(f"open: https://{account.environment.domain}")
        return 0

    return command.run(options, do, FAULTS)


if __name__ == "__main__":
    sys.exit(main())
