"""Products by their ids, as everybody sees them: for carts, bestsellers and stock that runs low."""

from collections.abc import Sequence

from bff.clients.clients import Clients
from bff.schemas import Language
from tienda.catalog.v1 import product_pb2


async def products_by_id(
    clients: Clients,
    ids: Sequence[str],
    language: Language,
    *,
    timeout: float,  # noqa: ASYNC109 (the deadline of the gRPC call)
) -> dict[str, product_pb2.Product]:
    """Return the products that there are, archived ones too. Raise DomainError."""
    return await clients.loaders.products.of(language).load_many(ids, timeout=timeout)
