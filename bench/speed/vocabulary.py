"""The words of synthetic products, in Spanish and in English."""

from typing import NamedTuple


class Word(NamedTuple):
    """A word or phrase in both languages."""

    es: str
    en: str


class Kind(NamedTuple):
    """A kind of product, and its branch of the category tree."""

    name: Word
    room: Word
    family: Word


_LIVING = Word("Salón", "Living room")
_DINING = Word("Comedor", "Dining room")
_BEDROOM = Word("Dormitorio", "Bedroom")
_KITCHEN = Word("Cocina", "Kitchen")
_OFFICE = Word("Despacho", "Office")
_GARDEN = Word("Jardín", "Garden")

TABLES = (
    Kind(Word("Mesa de comedor", "Dining table"), _DINING, Word("Mesas", "Tables")),
    Kind(Word("Mesa de centro", "Coffee table"), _LIVING, Word("Mesas de salón", "Low tables")),
    Kind(Word("Mesa auxiliar", "Side table"), _LIVING, Word("Mesas de salón", "Low tables")),
    Kind(Word("Mesa de escritorio", "Desk table"), _OFFICE, Word("Escritorios", "Desks")),
    Kind(Word("Mesa de jardín", "Garden table"), _GARDEN, Word("Muebles de jardín", "Furniture")),
    Kind(Word("Lámpara de mesa", "Table lamp"), _LIVING, Word("Lámparas", "Lamps")),
    Kind(Word("Mantel de mesa", "Tablecloth"), _DINING, Word("Mantelería", "Table linen")),
)
"""Kinds whose names contain "mesa": a third of the catalogue."""

OTHERS = (
    Kind(Word("Silla de comedor", "Dining chair"), _DINING, Word("Sillas", "Chairs")),
    Kind(Word("Banco", "Bench"), _DINING, Word("Sillas", "Chairs")),
    Kind(Word("Plato llano", "Dinner plate"), _KITCHEN, Word("Vajilla", "Tableware")),
    Kind(Word("Cuenco", "Bowl"), _KITCHEN, Word("Vajilla", "Tableware")),
    Kind(Word("Taza", "Mug"), _KITCHEN, Word("Vajilla", "Tableware")),
    Kind(Word("Sartén", "Frying pan"), _KITCHEN, Word("Cacerolas", "Pans")),
    Kind(Word("Cazuela", "Casserole"), _KITCHEN, Word("Cacerolas", "Pans")),
    Kind(Word("Cuchillo", "Knife"), _KITCHEN, Word("Cuchillos", "Knives")),
    Kind(Word("Sofá", "Sofa"), _LIVING, Word("Sofás", "Sofas")),
    Kind(Word("Sillón", "Armchair"), _LIVING, Word("Sofás", "Sofas")),
    Kind(Word("Estantería", "Bookcase"), _LIVING, Word("Estanterías", "Shelves")),
    Kind(Word("Alfombra", "Rug"), _LIVING, Word("Alfombras", "Rugs")),
    Kind(Word("Lámpara de pie", "Floor lamp"), _LIVING, Word("Lámparas", "Lamps")),
    Kind(Word("Espejo", "Mirror"), _BEDROOM, Word("Espejos", "Mirrors")),
    Kind(Word("Cama", "Bed"), _BEDROOM, Word("Camas", "Beds")),
    Kind(Word("Colcha", "Bedspread"), _BEDROOM, Word("Ropa de cama", "Bed linen")),
    Kind(Word("Almohada", "Pillow"), _BEDROOM, Word("Ropa de cama", "Bed linen")),
    Kind(Word("Cómoda", "Chest of drawers"), _BEDROOM, Word("Cómodas", "Chests")),
    Kind(Word("Silla de oficina", "Office chair"), _OFFICE, Word("Sillas de oficina", "Seats")),
    Kind(Word("Maceta", "Flower pot"), _GARDEN, Word("Macetas", "Pots")),
    Kind(Word("Tumbona", "Sun lounger"), _GARDEN, Word("Tumbonas", "Loungers")),
)

MATERIALS = (
    Word("roble", "oak"),
    Word("nogal", "walnut"),
    Word("pino", "pine"),
    Word("haya", "beech"),
    Word("bambú", "bamboo"),
    Word("mármol", "marble"),
    Word("vidrio", "glass"),
    Word("acero", "steel"),
    Word("hierro", "iron"),
    Word("latón", "brass"),
    Word("lino", "linen"),
    Word("algodón", "cotton"),
    Word("lana", "wool"),
    Word("cuero", "leather"),
    Word("ratán", "rattan"),
    Word("cerámica", "ceramic"),
)

COLOURS = (
    Word("blanco", "white"),
    Word("negro", "black"),
    Word("gris", "grey"),
    Word("azul", "blue"),
    Word("verde", "green"),
    Word("rojo", "red"),
    Word("amarillo", "yellow"),
    Word("natural", "natural"),
    Word("beige", "beige"),
    Word("rosa", "pink"),
)

SENTENCES = (
    Word("Hecho a mano en un taller pequeño del norte.", "Made by hand in a small northern shop."),
    Word("Se limpia con un paño húmedo y jabón suave.", "Wipes clean with a damp cloth and soap."),
    Word("Las esquinas son redondas, por los niños.", "The corners are rounded, for children."),
    Word("Llega montado y en una sola caja.", "Comes assembled, in a single box."),
    Word("El acabado es mate y agradable al tacto.", "The finish is matt and pleasant to touch."),
    Word("Combina con las demás piezas de la serie.", "Goes with the other pieces of the range."),
    Word("Aguanta el uso diario durante muchos años.", "Stands daily use for many years."),
    Word("La madera viene de bosques bien cuidados.", "The wood comes from well kept forests."),
    Word("Pesa poco y se mueve sin ayuda de nadie.", "Light enough to be moved by one person."),
    Word("Las patas llevan fieltro y no rayan el suelo.", "Felt on its feet spares the floor."),
    Word("Tiene dos años de garantía.", "Guaranteed for two years."),
    Word("Cada pieza es distinta, y eso se nota.", "Each piece differs, and it shows."),
)

SYLLABLES = ("ar", "be", "ci", "do", "es", "fa", "gu", "la", "mi", "no", "or", "pe", "ri", "so")
"""Names of ranges and makers are three or four of these: 41,000 words, as a real shop has."""
