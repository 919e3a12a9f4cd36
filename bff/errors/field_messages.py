"""What is wrong with a field, in the caller's language: a sentence for each code."""

from collections.abc import Mapping
from typing import Final

from bff.schemas import Language
from chassis.violations import Code, Param

FIELD_MESSAGES: Final[Mapping[Code, Mapping[Language, str]]] = {
    # Presence
    Code.REQUIRED: {
        "es": "Hace falta.",
        "en": "Is required.",
    },
    Code.REQUIRED_FOR_SMS: {
        "es": "Hace falta para avisarte por SMS.",
        "en": "Is required for SMS.",
    },
    Code.UNKNOWN_FIELD: {
        "es": "Aquí no existe ese campo.",
        "en": "Is not known here.",
    },
    Code.REPEATED: {
        "es": "Solo puede indicarse una vez.",
        "en": "Must be given once.",
    },
    Code.EMPTY: {
        "es": "Elige al menos uno.",
        "en": "Must name at least one.",
    },
    Code.NO_LANGUAGE: {
        "es": "Hace falta al menos un idioma.",
        "en": "Must have at least one language.",
    },
    # Types
    Code.NOT_TEXT: {
        "es": "Debe ser un texto.",
        "en": "Must be text.",
    },
    Code.NOT_INTEGER: {
        "es": "Debe ser un número entero.",
        "en": "Must be a whole number.",
    },
    Code.NOT_BOOLEAN: {
        "es": "Debe ser true o false.",
        "en": "Must be true or false.",
    },
    Code.NOT_TIMESTAMP: {
        "es": "Debe ser un momento, como 2026-05-31T00:00:00Z.",
        "en": "Must be a moment like 2026-05-31T00:00:00Z.",
    },
    Code.NOT_OBJECT: {
        "es": "Debe ser un objeto.",
        "en": "Must be an object.",
    },
    Code.NOT_LIST: {
        "es": "Debe ser una lista.",
        "en": "Must be a list.",
    },
    # Length, range and number
    Code.TOO_LONG: {
        "es": "Puede tener hasta {max} caracteres.",
        "en": "Must have at most {max} characters.",
    },
    Code.LENGTH_OUT_OF_RANGE: {
        "es": "Debe tener de {min} a {max} caracteres.",
        "en": "Must have {min} to {max} characters.",
    },
    Code.NEGATIVE: {
        "es": "No puede ser negativo.",
        "en": "Must not be negative.",
    },
    Code.OUT_OF_RANGE: {
        "es": "Debe estar entre {min} y {max}.",
        "en": "Must be {min} to {max}.",
    },
    Code.PRICE_OUT_OF_RANGE: {
        "es": "Debe ser mayor que cero: de {min} a {max} unidades menores de la moneda.",
        "en": "Must be more than zero: {min} to {max} minor units.",
    },
    Code.PIXELS_OUT_OF_RANGE: {
        "es": "Debe estar entre {min} y {max} píxeles.",
        "en": "Must be {min} to {max} pixels.",
    },
    Code.NOT_RECENT: {
        "es": "Debe estar en los últimos {days} días.",
        "en": "Must be within the last {days} days.",
    },
    Code.TOO_MANY: {
        "es": "Puede haber hasta {max}.",
        "en": "Must be at most {max}.",
    },
    Code.SIZE_OUT_OF_RANGE: {
        "es": "Debe ser una lista de {min} a {max} elementos.",
        "en": "Must be a list of {min} to {max}.",
    },
    Code.DUPLICATE: {
        "es": "No puede repetirse.",
        "en": "Must not name one twice.",
    },
    Code.DUPLICATE_ATTRIBUTE: {
        "es": "No puede haber dos veces «{name}».",
        "en": "Must not have “{name}” twice.",
    },
    Code.DUPLICATE_PRODUCT: {
        "es": "No puede repetirse.",
        "en": "Must not name a product twice.",
    },
    Code.DUPLICATE_CHANNEL: {
        "es": "No puede repetirse.",
        "en": "Must not name a channel twice.",
    },
    Code.NOT_ONE_OF: {
        "es": "Debe ser uno de estos valores: {values}.",
        "en": "Must be one of {values}.",
    },
    # Form
    Code.CONTROL_CHARACTERS: {
        "es": "Lleva un carácter que no se puede mostrar: bórralo o escríbelo de nuevo.",
        "en": "Has a character that cannot be shown: remove it or type it again.",
    },
    Code.NOT_ONE_LINE: {
        "es": "Debe ir en una sola línea, sin saltos de línea ni tabuladores.",
        "en": "Must be one line, without line breaks or tabs.",
    },
    Code.MALFORMED_UUID: {
        "es": "Debe ser un identificador (UUID).",
        "en": "Must be a UUID.",
    },
    Code.MALFORMED_EMAIL: {
        "es": "Debe ser una dirección de correo.",
        "en": "Must be an e-mail address.",
    },
    Code.MALFORMED_PHONE: {
        "es": "Debe ser un teléfono con prefijo de país, como {example}.",
        "en": "Must be a phone number with country code, like {example}.",
    },
    Code.PHONE_WITHOUT_COUNTRY_CODE: {
        "es": "Empieza por + y el prefijo de país, como {example}.",
        "en": "Must begin with + and the country code, like {example}.",
    },
    Code.PHONE_TRUNK_ZERO: {
        "es": "Quita el 0 que solo se marca dentro del país: {example}.",
        "en": "Leave out the 0 that is only dialled within the country: {example}.",
    },
    Code.PHONE_EXTENSION: {
        "es": "No puede llevar extensión.",
        "en": "Must have no extension.",
    },
    Code.PHONE_LETTERS: {
        "es": "Escríbelo con cifras, sin letras, como {example}.",
        "en": "Must be written in digits, without letters, like {example}.",
    },
    Code.PHONE_TOO_SHORT: {
        "es": "Le faltan cifras.",
        "en": "Has too few digits.",
    },
    Code.PHONE_TOO_LONG: {
        "es": "Le sobran cifras.",
        "en": "Has too many digits.",
    },
    Code.PHONE_NOT_MOBILE: {
        "es": "Debe ser un móvil para avisarte por SMS; con otro teléfono, elige solo el correo.",
        "en": "Must be a mobile number for SMS; with another one choose e-mail alone.",
    },
    Code.PHONE_COUNTRY_WITHOUT_SMS: {
        "es": "No enviamos SMS a teléfonos de ese país; elige solo el correo.",
        "en": "We send no SMS to numbers of that country; choose e-mail alone.",
    },
    Code.MALFORMED_COUNTRY: {
        "es": "Debe ser un código de país ISO 3166-1, como ES.",
        "en": "Must be two capital letters (ISO 3166-1).",
    },
    Code.UNKNOWN_COUNTRY: {
        "es": "Debe ser un código de país ISO 3166-1, como ES.",
        "en": "Must be an ISO 3166-1 code such as ES.",
    },
    Code.COUNTRY_ALIAS: {
        "es": "Debe ser {country}: así llama ISO 3166-1 a {alias}.",
        "en": "Must be {country}, which is what ISO 3166-1 has for {alias}.",
    },
    Code.MALFORMED_POSTAL_CODE: {
        "es": "No es un código postal de ese país: escribe uno como {example}.",
        "en": "Must be a postal code of that country, like {example}.",
    },
    Code.MALFORMED_CURRENCY: {
        "es": "Debe ser un código ISO 4217, como EUR.",
        "en": "Must be an ISO 4217 code such as EUR.",
    },
    Code.MALFORMED_IDEMPOTENCY_KEY: {
        "es": "De 1 a {max} caracteres ASCII.",
        "en": "Must be 1 to {max} visible ASCII characters.",
    },
    Code.MALFORMED_PAGE_TOKEN: {
        "es": "No es un cursor de esta lista.",
        "en": "Is not one of ours.",
    },
    Code.FOREIGN_PAGE_TOKEN: {
        "es": "No es un cursor de esta búsqueda.",
        "en": "Belongs to no page of this search.",
    },
    # Passwords and accounts
    Code.WRONG_PASSWORD: {
        "es": "No es tu contraseña.",
        "en": "Is not your password.",
    },
    Code.COMMON_PASSWORD: {
        "es": "Es una de las contraseñas más comunes; elige otra.",
        "en": "Must not be one of the most common passwords.",
    },
    Code.PERSONAL_PASSWORD: {
        "es": "Es tu nombre o tu correo; elige otra.",
        "en": "Must not be your name or e-mail.",
    },
    Code.TOO_MANY_ADDRESSES: {
        "es": "Una cuenta guarda hasta {max} direcciones.",
        "en": "An account keeps at most {max}.",
    },
    # Products and categories
    Code.MALFORMED_SKU: {
        "es": "De 1 a {max} letras, cifras, puntos, guiones o guiones bajos.",
        "en": "Must be 1 to {max} letters, digits, dots, hyphens or underscores.",
    },
    Code.MALFORMED_SLUG: {
        "es": "Solo minúsculas, cifras y guiones sueltos.",
        "en": "Must be lower-case letters, digits and single hyphens.",
    },
    Code.SLUG_NOT_DERIVED: {
        "es": "Del nombre no sale una dirección: escríbela con letras latinas o cifras.",
        "en": "The name makes no address: write one in Latin letters or digits.",
    },
    Code.SLUG_IS_UUID: {
        "es": "No puede parecer un identificador.",
        "en": "Must not read like an id.",
    },
    Code.SLUG_RESERVED: {
        "es": "Es una dirección propia de la tienda; elige otra.",
        "en": "Is an address of the shop itself; choose another.",
    },
    Code.ONLY_FOR_SALE: {
        "es": "Solo busca entre los productos a la venta (state=active).",
        "en": "Searches only products for sale (state=active).",
    },
    Code.SKU_TAKEN: {
        "es": "Ya es de «{name}».",
        "en": "Belongs to “{name}”.",
    },
    Code.SLUG_TAKEN: {
        "es": "Ya es de otro producto.",
        "en": "Belongs to another product.",
    },
    Code.MALFORMED_ATTRIBUTES: {
        "es": "Deben ser hasta {max_pairs} pares, como {example}, y {max_length} caracteres"
        " como mucho.",
        "en": "Must be up to {max_pairs} pairs like {example}, {max_length} characters at most.",
    },
    Code.CATEGORY_TAKEN: {
        "es": "Ya hay una categoría con la dirección «{slug}».",
        "en": "There is a category at “{slug}” already.",
    },
    Code.CATEGORY_DEPTH: {
        "es": "Puede haber de 1 a {max} niveles, desde la raíz del árbol.",
        "en": "Must be 1 to {max}, from the top of the tree down.",
    },
    Code.CATEGORY_ELSEWHERE: {
        "es": "Ya está en {path}.",
        "en": "Stands at {path} already.",
    },
    Code.WRONG_CURRENCY: {
        "es": "La moneda de la tienda es {currency}.",
        "en": "Must be {currency}, the shop's currency.",
    },
    # Pictures
    Code.MALFORMED_IMAGE_KEY: {
        "es": "De 1 a {max} letras, cifras, puntos, guiones, guiones bajos o barras.",
        "en": "Must be 1 to {max} letters, digits, dots, hyphens, underscores or slashes.",
    },
    Code.NOT_AN_IMAGE: {
        "es": "Debe ser una imagen JPEG, PNG o WebP.",
        "en": "Must be a JPEG, PNG or WebP picture.",
    },
    Code.IMAGE_TYPE_MISMATCH: {
        "es": "No es del tipo que dice ser.",
        "en": "Must be of the type that it says it is.",
    },
    Code.IMAGE_DAMAGED: {
        "es": "Está incompleta o dañada.",
        "en": "Must be whole: it is cut short or damaged.",
    },
    Code.IMAGE_TOO_MANY_PIXELS: {
        "es": "Puede tener hasta {megapixels} millones de píxeles.",
        "en": "Must be at most {megapixels} million pixels.",
    },
    Code.IMAGE_ANIMATED: {
        "es": "No se admiten animaciones.",
        "en": "Must not move: animations are not taken.",
    },
    Code.UNKNOWN_IMAGE: {
        "es": "Debe ser una imagen de este producto.",
        "en": "Must be a picture of this product.",
    },
    # Carts and orders
    Code.CART_FULL: {
        "es": "La cesta tiene ya {max} líneas.",
        "en": "The cart has {max} lines already.",
    },
    Code.MIXED_CURRENCIES: {
        "es": "Los precios deben ir en una sola moneda.",
        "en": "Must all be priced in one currency.",
    },
    Code.UNRECOGNIZED: {
        "es": "El valor no es válido.",
        "en": "Not valid: {description}.",
    },
}


def field_message(code: Code, params: Mapping[str, Param], language: Language) -> str:
    """Return what is wrong as a sentence."""
    return FIELD_MESSAGES[code][language].format_map(params)
