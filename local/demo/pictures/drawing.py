"""Which function draws which kind of piece."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from local.demo.pictures import (
    beds,
    blades,
    cookware,
    crockery,
    glass,
    lamps,
    pantry,
    pendants,
    rugs,
    seats,
    shelves,
    sofas,
    standing,
    storage,
    tables,
    textiles,
    windows,
)
from local.demo.pictures.canvas import Canvas
from local.demo.pictures.render import render
from local.demo.pictures.spec import Picture

KINDS: dict[str, Callable[..., None]] = {
    "table": tables.table,
    "round-table": tables.round_table,
    "chair": seats.chair,
    "stool": seats.stool,
    "bench": seats.bench,
    "pouffe": seats.pouffe,
    "sofa": sofas.sofa,
    "wing-chair": sofas.wing_chair,
    "sling-chair": sofas.sling_chair,
    "cabinet": storage.cabinet,
    "trunk": storage.trunk,
    "basket": storage.basket_piece,
    "coat-stand": storage.coat_stand,
    "bookcase": shelves.bookcase,
    "wall-shelf": shelves.wall_shelf,
    "trolley": shelves.trolley,
    "bed": beds.bed,
    "bunk": beds.bunk,
    "cot": beds.cot,
    "table-lamp": lamps.table_lamp,
    "mushroom": lamps.mushroom,
    "globe-lamp": lamps.globe_lamp,
    "lantern": lamps.lantern,
    "arm-lamp": lamps.arm_lamp,
    "portable": lamps.portable,
    "wall-washer": lamps.wall_washer,
    "floor-lamp": standing.floor_lamp,
    "arc-lamp": standing.arc_lamp,
    "globes": standing.globes,
    "column": standing.column,
    "pendant": pendants.pendant,
    "woven": pendants.woven,
    "paper": pendants.paper,
    "bulbs": pendants.bulbs,
    "flush": pendants.flush,
    "rug": rugs.rug,
    "cushion": textiles.cushion,
    "bolster": textiles.bolster,
    "folded": textiles.folded,
    "hung": textiles.hung,
    "curtain": windows.curtain,
    "blind": windows.blind,
    "plate": crockery.plate,
    "bowl": crockery.bowl,
    "mug": crockery.mug,
    "jug": crockery.jug,
    "teapot": crockery.teapot,
    "oval-dish": crockery.oval_dish,
    "cake-stand": crockery.cake_stand,
    "glasses": glass.glasses,
    "decanter": glass.decanter,
    "pot": cookware.pot,
    "pan": cookware.pan,
    "kettle": cookware.kettle,
    "moka": cookware.moka,
    "knife": blades.knife,
    "knife-block": blades.block,
    "board": blades.board,
    "tools": blades.tools,
    "mortar": pantry.mortar,
    "mill": pantry.mill,
    "cruet": pantry.cruet,
    "crock": pantry.crock,
    "colander": pantry.colander,
    "tray": pantry.tray,
    "bread-basket": pantry.bread_basket,
    "pebble-table": tables.pebble_table,
}


def draw(spec: Picture) -> Image.Image:
    """The picture of a piece, 1200 by 1500; the same spec always gives the same pixels.

    KeyError for a kind or a colour that is not known, TypeError for a parameter that the kind
    does not have.
    """
    canvas = Canvas()
    KINDS[spec.kind](canvas, **spec.params)
    return render(canvas, spec.backdrop)
