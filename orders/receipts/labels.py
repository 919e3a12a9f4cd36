"""The labels on a receipt, in each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The fixed texts of a receipt."""

    title: str
    file: str
    """The file's name, in ASCII."""
    receipt: str
    order: str
    date: str
    utc: str
    buyer: str
    ships_to: str
    item: str
    quantity: str
    price: str
    amount: str
    total: str
    tax_included: str
    tax_not_included: str
    page: str


LABELS: Final[Mapping[str, Labels]] = {
    "es": Labels(
        title="Recibo del pedido #{number}",
        file="pedido-{number}.pdf",
        receipt="Recibo",
        order="Pedido",
        date="Fecha",
        utc="{day} (UTC)",
        buyer="Comprador",
        ships_to="Se envía a",
        item="Artículo",
        quantity="Cantidad",
        price="Precio",
        amount="Importe",
        total="Total",
        tax_included="Impuestos incluidos",
        tax_not_included="Impuestos no incluidos",
        page="Página {number} de {pages}",
    ),
    "en": Labels(
        title="Receipt for order #{number}",
        file="order-{number}.pdf",
        receipt="Receipt",
        order="Order",
        date="Date",
        utc="{day} (UTC)",
        buyer="Buyer",
        ships_to="Ships to",
        item="Item",
        quantity="Quantity",
        price="Price",
        amount="Amount",
        total="Total",
        tax_included="Taxes included",
        tax_not_included="Taxes not included",
        page="Page {number} of {pages}",
    ),
}
