"""What the API says when it refuses, in Spanish and English."""

import math
from typing import NamedTuple

from bff.schemas import Language


class Text(NamedTuple):
    """A title and a sentence for the shopper."""

    title: str
    detail: str


PROBLEMS: dict[str, dict[Language, Text]] = {
    "invalid-request": {
        "es": Text("Datos no válidos", "Algunos datos no son válidos; revisa los señalados."),
        "en": Text("Invalid request", "Some values are not valid; see the ones named."),
    },
    "unknown-field": {
        "es": Text("Campo desconocido", "La petición lleva campos que aquí no existen."),
        "en": Text("Unknown field", "The request has fields that do not exist here."),
    },
    "malformed-json": {
        "es": Text("JSON mal formado", "El cuerpo de la petición no es JSON válido en UTF-8."),
        "en": Text("Malformed JSON", "The body of the request is not valid JSON in UTF-8."),
    },
    "malformed-request": {
        "es": Text("Petición mal formada", "La petición no se puede leer como HTTP."),
        "en": Text("Malformed request", "The request cannot be read as HTTP."),
    },
    "malformed-url": {
        "es": Text("Dirección mal formada", "La dirección lleva caracteres no válidos."),
        "en": Text("Malformed URL", "The URL has characters that are not valid."),
    },
    "unsupported-media-type": {
        "es": Text("Tipo de contenido no admitido", "Envía el cuerpo como application/json."),
        "en": Text("Unsupported media type", "Send the body as application/json."),
    },
    "payload-too-large": {
        "es": Text("Petición demasiado grande", "El cuerpo puede ocupar hasta 64 KiB."),
        "en": Text("Payload too large", "The body may take up to 64 KiB."),
    },
    "unsupported-image-type": {
        "es": Text("Imagen no admitida", "Envía JPEG, PNG o WebP en multipart/form-data."),
        "en": Text("Unsupported image type", "Send a JPEG, PNG or WebP as multipart/form-data."),
    },
    "image-too-large": {
        "es": Text("Imagen demasiado grande", "El archivo puede ocupar hasta 10 MB."),
        "en": Text("Image too large", "The file may take up to 10 MB."),
    },
    "invalid-image": {
        "es": Text("Imagen no válida", "El archivo no es una imagen que podamos usar."),
        "en": Text("Invalid image", "The file is no picture that we can use."),
    },
    "too-many-images": {
        "es": Text("Demasiadas imágenes", "El producto tiene ya 20 imágenes; quita alguna antes."),
        "en": Text("Too many images", "The product has 20 pictures already; remove one first."),
    },
    "uri-too-long": {
        "es": Text("Dirección demasiado larga", "La dirección puede ocupar hasta 8 KiB."),
        "en": Text("URI too long", "The URL may take up to 8 KiB."),
    },
    "headers-too-large": {
        "es": Text("Cabeceras demasiado grandes", "Las cabeceras de la petición no caben."),
        "en": Text("Headers too large", "The headers of the request are too large."),
    },
    "request-timeout": {
        "es": Text("Petición demasiado lenta", "La petición no llegó entera a tiempo."),
        "en": Text("Request timeout", "The request did not arrive whole in time."),
    },
    "expectation-failed": {
        "es": Text("Expectativa no admitida", "Solo se admite Expect: 100-continue."),
        "en": Text("Expectation failed", "Only Expect: 100-continue can be met."),
    },
    "not-found": {
        "es": Text("No encontrado", "Aquí no hay nada con esa dirección."),
        "en": Text("Not found", "There is nothing at that address."),
    },
    "method-not-allowed": {
        "es": Text("Método no admitido", "Esa dirección no admite este método."),
        "en": Text("Method not allowed", "That address does not take this method."),
    },
    "cross-site": {
        "es": Text("Petición de otro sitio", "Solo las páginas de la tienda pueden pedir esto."),
        "en": Text("Cross-site request", "Only the store's own pages may ask for this."),
    },
    "not-signed-in": {
        "es": Text("Sesión no iniciada", "Inicia sesión para continuar."),
        "en": Text("Not signed in", "Sign in to go on."),
    },
    "token-expired": {
        "es": Text("Sesión caducada", "La sesión ha caducado; renuévala o vuelve a entrar."),
        "en": Text("Session expired", "The session has expired; renew it or sign in again."),
    },
    "session-over": {
        "es": Text("Sesión terminada", "La sesión ha terminado; vuelve a entrar."),
        "en": Text("Session over", "The session is over; sign in again."),
    },
    "wrong-credentials": {
        "es": Text("Datos de acceso incorrectos", "El correo o la contraseña no son correctos."),
        "en": Text("Wrong credentials", "The e-mail or the password is wrong."),
    },
    "admin-only": {
        "es": Text("Solo para administración", "Tu cuenta no puede hacer esto."),
        "en": Text("Admins only", "Your account may not do this."),
    },
    "product-not-found": {
        "es": Text("Producto no encontrado", "No tenemos ningún producto con ese nombre."),
        "en": Text("Product not found", "We have no product of that name."),
    },
    "order-not-found": {
        "es": Text("Pedido no encontrado", "No hay ningún pedido tuyo con ese identificador."),
        "en": Text("Order not found", "You have no order with that id."),
    },
    "address-not-found": {
        "es": Text("Dirección no encontrada", "No tienes ninguna dirección así guardada."),
        "en": Text("Address not found", "You have no such address."),
    },
    "session-not-found": {
        "es": Text("Sesión no encontrada", "No tienes ninguna sesión con ese identificador."),
        "en": Text("Session not found", "You have no session with that id."),
    },
    "link-not-good": {
        "es": Text("Enlace no válido", "El enlace ha caducado o ya se usó; pide otro."),
        "en": Text("Link not good", "The link has run out or was used; ask for another."),
    },
    "email-taken": {
        "es": Text("Correo ya registrado", "Ya hay una cuenta con ese correo; inicia sesión."),
        "en": Text("E-mail taken", "There is an account with that e-mail already; sign in."),
    },
    "sku-taken": {
        "es": Text("Código ya usado", "Otro producto lleva ya ese código (sku)."),
        "en": Text("SKU taken", "Another product has that SKU already."),
    },
    "slug-taken": {
        "es": Text("Nombre en la dirección ya usado", "Otro producto lleva ya ese slug."),
        "en": Text("Slug taken", "Another product has that slug already."),
    },
    "category-not-found": {
        "es": Text("Categoría no encontrada", "No hay ninguna categoría con ese nombre."),
        "en": Text("Category not found", "There is no category of that name."),
    },
    "category-taken": {
        "es": Text("Categoría ya existente", "Ya hay una categoría con ese slug."),
        "en": Text("Category taken", "There is a category with that slug already."),
    },
    "category-cycle": {
        "es": Text("Categoría dentro de sí misma", "Una categoría no cabe dentro de sí misma."),
        "en": Text("Category within itself", "A category cannot stand within itself."),
    },
    "category-not-empty": {
        "es": Text("Categoría no vacía", "Quedan productos o categorías dentro; muévelos antes."),
        "en": Text("Category not empty", "Products or categories stand in it; move them first."),
    },
    "out-of-stock": {
        "es": Text("Sin existencias", "No quedan unidades suficientes de algún producto."),
        "en": Text("Out of stock", "There are not enough units left of some product."),
    },
    "price-changed": {
        "es": Text("El precio ha cambiado", "Algún precio ha cambiado desde que lo viste."),
        "en": Text("The price has changed", "Some price has changed since you saw it."),
    },
    "product-unavailable": {
        "es": Text("Producto no disponible", "Algún producto ya no está a la venta."),
        "en": Text("Product unavailable", "Some product is not for sale any more."),
    },
    "cart-empty": {
        "es": Text("La cesta está vacía", "Añade algo a la cesta antes de hacer el pedido."),
        "en": Text("The cart is empty", "Put something in the cart before you order."),
    },
    "status-conflict": {
        "es": Text("El pedido ya no lo permite", "El estado del pedido no permite este cambio."),
        "en": Text("Too late for this order", "The order's status does not allow this change."),
    },
    "undo-expired": {
        "es": Text(
            "Ya no se puede deshacer", "El comprador ya ha sido avisado de este cambio de estado."
        ),
        "en": Text(
            "Too late to undo", "The buyer has been notified of this change of status already."
        ),
    },
    "conflict": {
        "es": Text("Conflicto", "El estado actual no permite hacer esto."),
        "en": Text("Conflict", "Things as they stand do not allow this."),
    },
    "idempotency-key-missing": {
        "es": Text("Falta Idempotency-Key", "Envía la cabecera Idempotency-Key con cada pedido."),
        "en": Text("Idempotency-Key missing", "Send the header Idempotency-Key with each order."),
    },
    "idempotency-key-reused": {
        "es": Text("Idempotency-Key repetida", "Esa clave ya se usó para un pedido distinto."),
        "en": Text("Idempotency-Key reused", "That key was used for a different order already."),
    },
    "if-match-missing": {
        "es": Text("Falta If-Match", "Envía en If-Match la ETag del producto que leíste."),
        "en": Text("If-Match missing", "Send the ETag of the product you read as If-Match."),
    },
    "version-mismatch": {
        "es": Text("Ha cambiado entretanto", "Ha cambiado desde que lo leíste; vuelve a leerlo."),
        "en": Text("Changed meanwhile", "It has changed since you read it; read it again."),
    },
    "too-many-requests": {
        "es": Text("Demasiados intentos", "Espera un poco antes de volver a intentarlo."),
        "en": Text("Too many requests", "Wait a little before you try again."),
    },
    "too-many-orders": {
        "es": Text(
            "Demasiados pedidos",
            "Se han hecho muchos pedidos en poco tiempo desde tu conexión o con tus datos.",
        ),
        "en": Text(
            "Too many orders",
            "Many orders were placed in a short time from your connection or with your details.",
        ),
    },
    "too-many-carts": {
        "es": Text("Demasiadas cestas", "Se han abierto muchas cestas nuevas desde tu conexión."),
        "en": Text("Too many carts", "Many new carts were opened from your connection."),
    },
    "too-many-units": {
        "es": Text(
            "Demasiadas unidades",
            "Pides más unidades de las que puedes tener en pedidos sin enviar; pide menos, o"
            " espera a que enviemos los anteriores.",
        ),
        "en": Text(
            "Too many units",
            "You want more units than you may have in orders not shipped yet; order fewer, or"
            " wait until the earlier ones are shipped.",
        ),
    },
    "service-unavailable": {
        "es": Text("No disponible ahora", "Ahora mismo no podemos atenderte; prueba enseguida."),
        "en": Text("Unavailable now", "We cannot serve you right now; try again in a moment."),
    },
    "internal": {
        "es": Text("Error interno", "Algo ha fallado por nuestra parte."),
        "en": Text("Internal error", "Something went wrong on our side."),
    },
}

_UNITS: dict[Language, tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    "es": (("segundo", "segundos"), ("minuto", "minutos"), ("hora", "horas")),
    "en": (("second", "seconds"), ("minute", "minutes"), ("hour", "hours")),
}
_AGAIN: dict[Language, str] = {
    "es": "Podrás volver a intentarlo dentro de {}.",
    "en": "You can try again in {}.",
}
_MINUTE, _HOUR = 60, 3600


def retry_sentence(seconds: int, language: Language) -> str:
    """Return the sentence that says when to try again, rounded up: "… dentro de 3 minutos."."""
    of_seconds, of_minutes, of_hours = _UNITS[language]
    if seconds <= _MINUTE:
        amount, names = seconds, of_seconds
    elif seconds <= _HOUR:
        amount, names = math.ceil(seconds / _MINUTE), of_minutes
    else:
        amount, names = math.ceil(seconds / _HOUR), of_hours
    return _AGAIN[language].format(f"{amount} {names[amount != 1]}")
