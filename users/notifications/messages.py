"""The e-mails that customers get about their accounts, in their language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EmailMessage:
    """An e-mail. In a template, {hello} and {link} are placeholders."""

    subject: str
    text: str


_TEMPLATES = {
    ("confirm", "es"): EmailMessage(
        "Confirma tu correo",
        "{hello}:\n\nPara confirmar que este correo es tuyo, abre este enlace en los próximos"
        " 30 minutos:\n\n{link}\n\nSi no has abierto ninguna cuenta, no hagas nada.\n",
    ),
    ("confirm", "en"): EmailMessage(
        "Confirm your e-mail",
        "{hello},\n\nTo confirm that this e-mail is yours, open this link within the next 30"
        " minutes:\n\n{link}\n\nIf you have not opened an account, there is nothing to do.\n",
    ),
    ("reset", "es"): EmailMessage(
        "Elige una contraseña nueva",
        "{hello}:\n\nPara elegir una contraseña nueva, abre este enlace en los próximos 30"
        " minutos; sirve una sola vez:\n\n{link}\n\nSi no lo has pedido tú, no hagas nada: tu"
        " contraseña sigue siendo la misma.\n",
    ),
    ("reset", "en"): EmailMessage(
        "Choose a new password",
        "{hello},\n\nTo choose a new password, open this link within the next 30 minutes; it"
        " works once:\n\n{link}\n\nIf you did not ask for it, there is nothing to do: your password"
        " stays as it is.\n",
    ),
    ("password-changed", "es"): EmailMessage(
        "Tu contraseña ha cambiado",
        "{hello}:\n\nLa contraseña de tu cuenta acaba de cambiar, y las demás sesiones se han"
        " cerrado.\n\nSi no has sido tú, elige otra ahora mismo en {link}\n",
    ),
    ("password-changed", "en"): EmailMessage(
        "Your password has changed",
        "{hello},\n\nThe password of your account has just changed, and its other sessions"
        " have ended.\n\nIf that was not you, choose another right now at {link}\n",
    ),
}


_GREETINGS = {"es": ("Hola", "Hola, {name}"), "en": ("Hello", "Hello {name}")}
"""Without and with a name."""


def email_message(template: str, language: str, name: str, link: str) -> EmailMessage:
    """Return the e-mail of a template: confirm, reset or password-changed.

    An empty name is left out of the greeting.
    """
    message = _TEMPLATES[template, language]
    hello = _GREETINGS[language][bool(name)].format(name=name)
    return EmailMessage(message.subject, message.text.format(hello=hello, link=link))
