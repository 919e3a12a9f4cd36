"""The notifications that buyers get about their orders, in their language."""

from dataclasses import dataclass

SMS_LIMIT = 70
"""Characters of a one-part SMS that has a letter outside GSM-7, such as "á"."""


@dataclass(frozen=True, slots=True)
class BuyerMessage:
    """A notification: its sentence, and the subject if it is sent by e-mail."""

    subject: str
    sentence: str


_TEXTS = {
    ("confirmed", "es"): (
        "Pedido #{number} confirmado",
        "Gracias por tu compra. Tu pedido #{number} será enviado.",
    ),
    ("confirmed", "en"): (
        "Order #{number} confirmed",
        "Thank you for your purchase. Your order #{number} will be shipped.",
    ),
    ("shipped", "es"): (
        "Pedido #{number} enviado",
        "Tu pedido #{number} está en camino.",
    ),
    ("shipped", "en"): (
        "Order #{number} shipped",
        "Your order #{number} is on its way.",
    ),
    ("cancelled", "es"): (
        "Pedido #{number} anulado",
        "Tu pedido #{number} ha sido anulado.",
    ),
    ("cancelled", "en"): (
        "Order #{number} cancelled",
        "Your order #{number} has been cancelled.",
    ),
}


def status_message(status: str, language: str, number: int) -> BuyerMessage | None:
    """Return the notification of an order's new status; None if buyers are not notified of it."""
    if (status, language) not in _TEXTS:
        return None
    subject, sentence = _TEXTS[status, language]
    return BuyerMessage(subject.format(number=number), sentence.format(number=number))


def confirmation_message(language: str, number: int) -> BuyerMessage:
    """Return the notification that an order is confirmed."""
    message = status_message("confirmed", language, number)
    assert message is not None, "every language has this one"
    return message
