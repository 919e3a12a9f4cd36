"""Resources that have no behaviour in a rehearsal: they are noted, and named in its report."""

from collections import Counter

from tests.rehearsal.account import arn
from tests.rehearsal.account.cloudformation.stack import Wanted
from tests.rehearsal.account.cloudformation.template import Made
from tests.rehearsal.account.handlers.base import Functions


class Paper:
    def __init__(self) -> None:
        self.kept: Counter[str] = Counter()
        """How many of each type."""

    def handler(self) -> Functions:
        return Functions(self._put)

    def _put(self, wanted: Wanted, made: Made | None) -> Made:
        if made:
            return made
        self.kept[wanted.type] += 1
        service, _, kind = wanted.type.removeprefix("AWS::").partition("::")
        name = str(wanted.properties.get("Name") or wanted.generated_name())
        resource = arn(service.lower(), wanted.stack.region, f"{kind.lower()}/{name}")
        return Made(name, name, {"Arn": resource, "Id": name, "Name": name})
