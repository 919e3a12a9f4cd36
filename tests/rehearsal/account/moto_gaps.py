"""Operations whose answer of moto is not AWS's."""

from collections.abc import Mapping

from moto.sns.models import sns_backends

from tests.rehearsal.account import ACCOUNT
from tests.rehearsal.account.cloudformation.template import Json
from tests.rehearsal.account.wire import Call, Operation, Refused

SMS_QUOTA = 1
"""US dollars a month that a new account may spend on SMS, until somebody asks for more."""


def operations() -> Mapping[str, Operation]:
    return {"sns.SetSMSAttributes": _set_sms_attributes}


def _set_sms_attributes(call: Call) -> Json:
    attributes = call.parameters["attributes"]
    if int(attributes.get("MonthlySpendLimit", 0)) > SMS_QUOTA:
        raise Refused(
            "InvalidParameter",
            "Invalid parameter: MonthlySpendLimit Reason: No quota left for account",
        )
    sns_backends[ACCOUNT][call.region].sms_attributes.update(attributes)
    return {}
