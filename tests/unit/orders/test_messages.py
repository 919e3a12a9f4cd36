from itertools import product

import pytest

from orders.notifications.messages import SMS_LIMIT, confirmation_message, status_message


@pytest.mark.parametrize(
    ("status", "language"), list(product(["confirmed", "shipped", "cancelled"], ["es", "en"]))
)
def test_every_sentence_fits_one_sms(status: str, language: str) -> None:
    notification = status_message(status, language, 9_999_999)
    assert notification is not None
    assert len(notification.sentence) <= SMS_LIMIT
    assert "#9999999" in notification.sentence
    assert "#9999999" in notification.subject


def test_the_confirmation_is_the_sentence_that_was_promised() -> None:
    assert confirmation_message("es", 12345).sentence == (
        "Gracias por tu compra. Tu pedido #12345 será enviado."
    )


def test_nothing_is_said_of_a_delivery() -> None:
    assert status_message("delivered", "es", 1) is None
