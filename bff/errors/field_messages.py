"""What is wrong with a field, in the caller's language.

The services and this one say it in short English phrases without a subject ("must be 1 to 999");
here each becomes a sentence in English or Spanish.
"""

import re
from typing import Final

from bff.schemas import Language

_ANY_OTHER: Final = "El valor no es válido."

_SPANISH = [
    (re.compile(pattern), sentence)
    for pattern, sentence in (
        (r"is required", "Hace falta."),
        (r"is required for SMS", "Hace falta para avisarte por SMS."),
        (r"is not known here", "Aquí no existe ese campo."),
        (r"must be given once", "Solo puede indicarse una vez."),
        (r"is not your password", "No es tu contraseña."),
        (
            r"must not be one of the most common passwords",
            "Es una de las contraseñas más comunes; elige otra.",
        ),
        (r"must not be your name or e-mail", "Es tu nombre o tu correo; elige otra."),
        (r"must be an e-mail address", "Debe ser una dirección de correo."),
        (
            r"must be a (?:phone )?number (?:with country code, )?like (.+)",
            r"Debe ser un teléfono con prefijo de país, como \1.",
        ),
        (r"must have (\d+) to (\d+) characters", r"Debe tener de \1 a \2 caracteres."),
        (r"must (?:be|have) at most (\d+) characters", r"Puede tener hasta \1 caracteres."),
        (r"must be (\d+) to (\d+) visible ASCII characters", r"De \1 a \2 caracteres ASCII."),
        (
            r"must (?:be plain text|not have control characters|have no .*control signs)",
            "No puede llevar caracteres de control.",
        ),
        (r"must be text", "Debe ser un texto."),
        (r"must be a whole number", "Debe ser un número entero."),
        (r"must be true or false", "Debe ser true o false."),
        (r"must be a moment like (.+)", r"Debe ser un momento, como \1."),
        (r"must be within the last (\d+) days", r"Debe estar en los últimos \1 días."),
        (r"must be an object", "Debe ser un objeto."),
        (r"must be a list", "Debe ser una lista."),
        (r"must be a list of (\d+) to (\d+)", r"Debe ser una lista de \1 a \2 elementos."),
        (r"must be (\d+) to (\d+)(?:, .*| .*)?", r"Debe estar entre \1 y \2."),
        (r"must be at most (\d+) million pixels", r"Puede tener hasta \1 millones de píxeles."),
        (r"must be a JPEG, PNG or WebP picture", "Debe ser una imagen JPEG, PNG o WebP."),
        (r"must be of the type that it says it is", "No es del tipo que dice ser."),
        (r"must be whole: it is cut short or damaged", "Está incompleta o dañada."),
        (r"must not move: animations are not taken", "No se admiten animaciones."),
        (r"must be a picture of this product", "Debe ser una imagen de este producto."),
        (r"must be at most (\d+)", r"Puede haber hasta \1."),
        (r"must be one of (.+)", r"Debe ser uno de estos valores: \1."),
        (r'must be "es" or "en"', "Debe ser «es» o «en»."),
        (r"must be email or sms", "Debe ser email o sms."),
        (r"must name at least one", "Elige al menos uno."),
        (r"must not name .+ twice", "No puede repetirse."),
        (r"must be a UUID", "Debe ser un identificador (UUID)."),
        (
            r"must be (?:an ISO 3166-1 code such as ES|two capital letters \(ISO 3166-1\))",
            "Debe ser un código de país ISO 3166-1, como ES.",
        ),
        (r"must be an ISO 4217 code such as EUR", "Debe ser un código ISO 4217, como EUR."),
        (
            r"must be lower-case letters, digits and single hyphens",
            "Solo minúsculas, cifras y guiones sueltos.",
        ),
        (
            r"must be \d+ to (\d+) letters, digits, dots, hyphens(?:,| or) underscores.*",
            r"De 1 a \1 letras, cifras, puntos, guiones o guiones bajos.",
        ),
        (
            r"must be up to (\d+) pairs like (.+), (\d+) characters at most",
            r"Deben ser hasta \1 pares, como \2, y \3 caracteres como mucho.",
        ),
        (r"must have at least one language", "Hace falta al menos un idioma."),
        (r"must be ([A-Z]{3}), the shop's currency", r"La moneda de la tienda es \1."),
        (r"must all be priced in one currency", "Los precios deben ir en una sola moneda."),
        (r"must not read like an id", "No puede parecer un identificador."),
        (r"belongs to another product", "Ya es de otro producto."),
        (r"stands at (.+) already", r"Ya está en \1."),
        (r"is not one of ours", "No es un cursor de esta lista."),
        (r"the cart has (\d+) lines already", r"La cesta tiene ya \1 líneas."),
        (r"an account keeps at most (\d+)", r"Una cuenta guarda hasta \1 direcciones."),
    )
]


def sentence(phrase: str, language: Language) -> str:
    """Say the phrase as a sentence; one that has no Spanish yet is said in general."""
    if language == "en":
        return phrase[:1].upper() + phrase[1:].rstrip(".") + "."
    for pattern, spanish in _SPANISH:
        if found := pattern.fullmatch(phrase):
            return found.expand(spanish)
    return _ANY_OTHER


def is_known(phrase: str) -> bool:
    """Whether the phrase has a Spanish sentence of its own."""
    return any(pattern.fullmatch(phrase) for pattern, _ in _SPANISH)
