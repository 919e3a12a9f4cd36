"""What buyers are told, in their language."""

from dataclasses import dataclass

SMS_LIMIT = 70
"""Characters of one SMS part when a letter, such as "á", is outside GSM-7."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message: the sentence, and the subject that an e-mail of it has."""

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
        "Pedido #{number} cancelado",
        "Tu pedido #{number} ha sido cancelado.",
    ),
    ("cancelled", "en"): (
        "Order #{number} cancelled",
        "Your order #{number} has been cancelled.",
    ),
}


def message(status: str, language: str, number: int) -> Message | None:
    """Return what a buyer is told when their order comes to `status`; None: nothing."""
    if (status, language) not in _TEXTS:
        return None
    subject, sentence = _TEXTS[status, language]
    return Message(subject.format(number=number), sentence.format(number=number))


def confirmation(language: str, number: int) -> Message:
    """Return what a buyer is told when their order is confirmed."""
    told = message("confirmed", language, number)
    assert told is not None, "every language has this one"
    return told
