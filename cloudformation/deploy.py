"""`python -m cloudformation.deploy` creates the store, or updates it to another release."""

import sys

from cloudformation import command
from cloudformation.deployment.account import Account
from cloudformation.deployment.deploy_store import deploy
from cloudformation.packaging.bundle import Bundle
from cloudformation.packaging.targets import TARGETS
from cloudformation.preflight.__main__ import add_evidence_option
from cloudformation.preflight.finding import Level
from cloudformation.preflight.preflight import preflight
from cloudformation.release import (
    BUILD_ERRORS,
    DEFAULT_OUT,
    add_authorities_option,
    build_release,
)


def main(arguments: list[str] | None = None) -> int:
    """Deploy the store; return 0, or 1 after printing the reason."""
    parser = command.new_parser("deploy", __doc__)
    parser.add_argument(
        "--release",
        type=command.release,
        metavar="SHA256",
        help="a release that was deployed before; default: build this checkout",
    )
    parser.add_argument(
        "--may-lose-data",
        action="store_true",
        help="even if a database or bucket is replaced",
    )
    parser.add_argument(
        "--accept-warnings",
        action="store_true",
        help="even if the preflight warns; what stops a deployment stops it all the same",
    )
    add_evidence_option(parser)
    add_authorities_option(parser)
    options = parser.parse_args(arguments)

    def deploy_release(account: Account) -> int:
        worst = preflight(account, options.evidence)
        if worst is Level.STOP or (worst is Level.WARNING and not options.accept_warnings):
            advice = " or add --accept-warnings" if worst is Level.WARNING else ""
            account.report(f"nothing was changed; do what the table says{advice}")
            return command.EXIT_FAILURE
        release: Bundle | str = options.release
        if not release:
            release = build_release(
                TARGETS["arm64"],
                DEFAULT_OUT,
                authorities=options.authorities,
                region=account.environment.region,
            )
            account.report(f"release {release.sha256}")
        deploy(account, release, may_lose_data=options.may_lose_data)
        account.report(f"open: https://{account.environment.domain}")
        return 0

    return command.run(options, deploy_release, BUILD_ERRORS)


if __name__ == "__main__":
    sys.exit(main())
