"""`python -m cloudformation.rotate STEP` replaces the key that signs tokens: next, swap, end."""

import sys

from cloudformation import command
from cloudformation.deployment.account import Account
from cloudformation.deployment.rotate_keys import STEPS, rotate


def main(arguments: list[str] | None = None) -> int:
    """Do one step; return 0, or 1 after printing the reason."""
    parser = command.new_parser("rotate", __doc__)
    parser.add_argument("step", choices=STEPS, help="next, then swap, then, after a day, end")
    options = parser.parse_args(arguments)

    def rotate_key(account: Account) -> int:
        rotate(account, options.step)
        return 0

    return command.run(options, rotate_key)


if __name__ == "__main__":
    sys.exit(main())
