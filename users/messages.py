"""What customers are mailed about their accounts, in their language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """One e-mail; `link` stands where its link comes."""

    subject: str
    text: str


_TEXTS = {
    ("confirm", "es"): Message(
        "Confirma tu correo",
        "Hola, {name}:\n\nPara confirmar que este correo es tuyo, abre este enlace en los próximos"
        " 30 minutos:\n\n{link}\n\nSi no has abierto ninguna cuenta, no hagas nada.\n",
    ),
    ("confirm", "en"): Message(
        "Confirm your e-mail",
        "Hello {name},\n\nTo confirm that this e-mail is yours, open this link within the next 30"
        " minutes:\n\n{link}\n\nIf you have not opened an account, there is nothing to do.\n",
    ),
    ("reset", "es"): Message(
        "Elige una contraseña nueva",
        "Hola, {name}:\n\nPara elegir una contraseña nueva, abre este enlace en los próximos 30"
        " minutos; sirve una sola vez:\n\n{link}\n\nSi no lo has pedido tú, no hagas nada: tu"
        " contraseña sigue siendo la misma.\n",
    ),
    ("reset", "en"): Message(
        "Choose a new password",
        "Hello {name},\n\nTo choose a new password, open this link within the next 30 minutes; it"
        " works once:\n\n{link}\n\nIf you did not ask for it, there is nothing to do: your password"
        " stays as it is.\n",
    ),
    ("password-changed", "es"): Message(
        "Tu contraseña ha cambiado",
        "Hola, {name}:\n\nLa contraseña de tu cuenta acaba de cambiar, y las demás sesiones se han"
        " cerrado.\n\nSi no has sido tú, elige otra ahora mismo en {link}\n",
    ),
    ("password-changed", "en"): Message(
        "Your password has changed",
        "Hello {name},\n\nThe password of your account has just changed, and its other sessions"
        " have ended.\n\nIf that was not you, choose another right now at {link}\n",
    ),
}


def message(what: str, language: str, name: str, link: str) -> Message:
    """Answer an e-mail of a kind: confirm, reset, password-changed."""
    written = _TEXTS[what, language]
    return Message(written.subject, written.text.format(name=name, link=link))
