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
        "{hello}:\n\nPara confirmar que este correo es tuyo, abre este enlace en los próximos"
        " 30 minutos:\n\n{link}\n\nSi no has abierto ninguna cuenta, no hagas nada.\n",
    ),
    ("confirm", "en"): Message(
        "Confirm your e-mail",
        "{hello},\n\nTo confirm that this e-mail is yours, open this link within the next 30"
        " minutes:\n\n{link}\n\nIf you have not opened an account, there is nothing to do.\n",
    ),
    ("reset", "es"): Message(
        "Elige una contraseña nueva",
        "{hello}:\n\nPara elegir una contraseña nueva, abre este enlace en los próximos 30"
        " minutos; sirve una sola vez:\n\n{link}\n\nSi no lo has pedido tú, no hagas nada: tu"
        " contraseña sigue siendo la misma.\n",
    ),
    ("reset", "en"): Message(
        "Choose a new password",
        "{hello},\n\nTo choose a new password, open this link within the next 30 minutes; it"
        " works once:\n\n{link}\n\nIf you did not ask for it, there is nothing to do: your password"
        " stays as it is.\n",
    ),
    ("password-changed", "es"): Message(
        "Tu contraseña ha cambiado",
        "{hello}:\n\nLa contraseña de tu cuenta acaba de cambiar, y las demás sesiones se han"
        " cerrado.\n\nSi no has sido tú, elige otra ahora mismo en {link}\n",
    ),
    ("password-changed", "en"): Message(
        "Your password has changed",
        "{hello},\n\nThe password of your account has just changed, and its other sessions"
        " have ended.\n\nIf that was not you, choose another right now at {link}\n",
    ),
}


_HELLOS = {"es": ("Hola", "Hola, {name}"), "en": ("Hello", "Hello {name}")}
"""To nobody in particular, and by name."""


def message(what: str, language: str, name: str, link: str) -> Message:
    """Return an e-mail of a kind: confirm, reset, password-changed. An empty name is not told."""
    written = _TEXTS[what, language]
    hello = _HELLOS[language][bool(name)].format(name=name)
    return Message(written.subject, written.text.format(hello=hello, link=link))
