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
        " 30 minutos y pulsa «Confirmar»:\n\n{link}\n\nSi no has abierto ninguna cuenta, no hagas"
        " nada.\n",
    ),
    ("confirm", "en"): EmailMessage(
        "Confirm your e-mail",
        "{hello},\n\nTo confirm that this e-mail is yours, open this link within the next 30"
        " minutes and press “Confirm”:\n\n{link}\n\nIf you have not opened an account, there is"
        " nothing to do.\n",
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
    ("taken", "es"): EmailMessage(
        "Ya tienes una cuenta",
        "{hello}:\n\nAlguien ha querido abrir una cuenta con este correo, y ya hay una. Si has sido"
        " tú, entra con ella. Si has olvidado la contraseña, o si la cuenta no la abriste tú, elige"
        " una contraseña en {link}\n\nSi no has sido tú, no hagas nada: nadie ha entrado en tu"
        " cuenta.\n",
    ),
    ("taken", "en"): EmailMessage(
        "You have an account already",
        "{hello},\n\nSomebody tried to open an account with this e-mail, and there is one already."
        " If it was you, log in to it. If you have forgotten the password, or if it was not you who"
        " opened the account, choose a password at {link}\n\nIf it was not you, there is nothing to"
        " do: nobody has got into your account.\n",
    ),
    ("promoted", "es"): EmailMessage(
        "Tu cuenta administra la tienda: elige una contraseña",
        "{hello}:\n\nTu cuenta es ahora de administración. Por seguridad se han cerrado todas sus"
        " sesiones, y la contraseña que tenía ya no sirve. Para elegir otra, abre este enlace en"
        " los próximos 30 minutos; sirve una sola vez:\n\n{link}\n\nSi llegas tarde, pide otro en"
        " esa misma página.\n",
    ),
    ("promoted", "en"): EmailMessage(
        "Your account manages the shop: choose a password",
        "{hello},\n\nYour account is an admin's now. To be safe, all its sessions have ended and"
        " the password that it had no longer works. To choose another, open this link within the"
        " next 30 minutes; it works once:\n\n{link}\n\nIf you are late, ask for another on that"
        " same page.\n",
    ),
    ("taken-over", "es"): EmailMessage(
        "Tu contraseña ha cambiado",
        "{hello}:\n\nLa contraseña de tu cuenta acaba de cambiar, y todas las sesiones se han"
        " cerrado. Hasta ahora nadie había confirmado este correo, así que la cuenta pudo abrirla"
        " otra persona: hemos borrado el teléfono y las direcciones que tenía guardados.\n\nSi no"
        " has sido tú, elige otra contraseña ahora mismo en {link}\n",
    ),
    ("taken-over", "en"): EmailMessage(
        "Your password has changed",
        "{hello},\n\nThe password of your account has just changed, and all sessions have ended."
        " Nobody had confirmed this e-mail before, so somebody else may have opened the account:"
        " we have deleted the phone number and the addresses that it had saved.\n\nIf that was not"
        " you, choose another password right now at {link}\n",
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
    """Return the e-mail of a template, one of the keys of _TEMPLATES.

    An empty name is left out of the greeting.
    """
    message = _TEMPLATES[template, language]
    hello = _GREETINGS[language][bool(name)].format(name=name)
    return EmailMessage(message.subject, message.text.format(hello=hello, link=link))
