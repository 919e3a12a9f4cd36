"""Route 53's zones and records, and the certificates of ACM."""

from collections.abc import Mapping
from uuid import uuid4

from tests.rehearsal.account import arn
from tests.rehearsal.account.cloudformation.stack import Wanted
from tests.rehearsal.account.cloudformation.template import Made
from tests.rehearsal.account.handlers.base import Functions, named
from tests.rehearsal.model import Box

_ADDRESSES = {"A", "AAAA", "CNAME"}


class Names:
    def __init__(self, box: Box) -> None:
        self._certificates: dict[str, tuple[str, ...]] = {}
        self._targets: dict[str, dict[str, list[str]]] = {}
        """Of each name, by the type of the record."""
        self._box = box

    def handlers(self) -> Mapping[str, Functions]:
        return {
            "AWS::CertificateManager::Certificate": Functions(
                self._certificate,
                replaced_by=frozenset({"DomainName", "SubjectAlternativeNames"}),
            ),
            "AWS::Route53::HostedZone": Functions(self._zone, replaced_by=frozenset({"Name"})),
            "AWS::Route53::RecordSet": Functions(
                self._record, self._drop_record, frozenset({"Name", "Type", "HostedZoneId"})
            ),
        }

    def certificate_names(self, certificate: str) -> tuple[str, ...]:
        """Return the domain names of a certificate, by ARN. Raise LookupError."""
        if certificate not in self._certificates:
            raise LookupError(f"Certificate ARN '{certificate}' is not valid")
        return self._certificates[certificate]

    def _certificate(self, wanted: Wanted, made: Made | None) -> Made:
        properties = wanted.properties
        certificate = arn("acm", wanted.stack.region, f"certificate/{uuid4()}")
        certificate = made.physical_id if made else certificate
        names = (properties["DomainName"], *properties.get("SubjectAlternativeNames", ()))
        self._certificates[certificate] = names
        return named(certificate, CertificateArn=certificate)

    def _zone(self, wanted: Wanted, made: Made | None) -> Made:
        zone = made.physical_id if made else f"Z{uuid4().hex[:13].upper()}"
        return named(zone, Id=zone, NameServers=[])

    def _record(self, wanted: Wanted, made: Made | None) -> Made:
        properties = wanted.properties
        name = properties["Name"].rstrip(".")
        if properties["Type"] in _ADDRESSES:
            alias = properties.get("AliasTarget", {}).get("DNSName")
            targets = [alias] if alias else list(properties.get("ResourceRecords", ()))
            self._targets.setdefault(name, {})[properties["Type"]] = targets
            self._tell(name)
        return named(name)

    def _drop_record(self, wanted: Wanted, made: Made) -> None:
        name = made.physical_id
        self._targets.get(name, {}).pop(wanted.properties["Type"], None)
        self._tell(name)

    def _tell(self, name: str) -> None:
        kinds = self._targets.get(name, {})
        if not kinds:
            self._box.remove(name)
            return
        # An alias of type A and one of AAAA lead to the same place.
        self._box.put_name(name, sorted({each for targets in kinds.values() for each in targets}))
