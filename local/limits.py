"""Settings for a store whose buyers all come from one address, as in tests and benchmarks."""

from collections.abc import Mapping
from types import MappingProxyType

WITHOUT_LIMITS: Mapping[str, str] = MappingProxyType(
    {
        "LIMIT_ORDERS_BY_ADDRESS": "0",
        "LIMIT_ORDERS_BY_CONTACT": "0",
        "LIMIT_UNITS_OF_PRODUCT": "0",
        "LIMIT_UNITS": "0",
        "LIMIT_CARTS_BY_ADDRESS": "0",
        "LIMIT_SMS_BY_NUMBER": "0",
    }
)
