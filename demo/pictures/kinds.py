"""Which function draws which kind of piece."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from demo.pictures.drawing.canvas import Canvas
from demo.pictures.drawing.render import render
from demo.pictures.furniture import (
    beds,
    cabinets,
    chairs,
    round_tables,
    shelves,
    sofas,
    stools,
    storage,
    tables,
)
from demo.pictures.kitchen import (
    boards,
    cups,
    glass,
    jugs,
    kettles,
    knives,
    pantry,
    plates,
    pots,
    serving,
    utensils,
)
from demo.pictures.lighting import ceiling, desk_lamps, lamps, pendants, standing
from demo.pictures.spec import Picture
from demo.pictures.textiles import cushions, folded, hung, rugs, windows

KINDS: dict[str, Callable[..., None]] = {
    "table": tables.table,
    "round-table": round_tables.round_table,
    "chair": chairs.chair,
    "stool": stools.stool,
    "bench": stools.bench,
    "pouffe": stools.pouffe,
    "sofa": sofas.sofa,
    "wing-chair": sofas.wing_chair,
    "sling-chair": sofas.sling_chair,
    "cabinet": cabinets.cabinet,
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
    "arm-lamp": desk_lamps.arm_lamp,
    "portable": desk_lamps.portable,
    "floor-lamp": standing.floor_lamp,
    "arc-lamp": standing.arc_lamp,
    "globes": standing.globes,
    "column": standing.column,
    "pendant": pendants.pendant,
    "woven": pendants.woven,
    "paper": ceiling.paper,
    "bulbs": ceiling.bulbs,
    "flush": ceiling.flush,
    "rug": rugs.rug,
    "cushion": cushions.cushion,
    "bolster": cushions.bolster,
    "folded": folded.folded,
    "hung": hung.hung,
    "curtain": windows.curtain,
    "blind": windows.blind,
    "plate": plates.plate,
    "bowl": cups.bowl,
    "mug": cups.mug,
    "jug": jugs.jug,
    "teapot": jugs.teapot,
    "oval-dish": plates.oval_dish,
    "cake-stand": plates.cake_stand,
    "glasses": glass.glasses,
    "decanter": glass.decanter,
    "pot": pots.pot,
    "pan": pots.pan,
    "kettle": kettles.kettle,
    "moka": kettles.moka,
    "knife": knives.knife,
    "knife-block": knives.block,
    "board": boards.board,
    "tools": utensils.tools,
    "mortar": pantry.mortar,
    "mill": pantry.mill,
    "cruet": pantry.cruet,
    "crock": serving.crock,
    "colander": serving.colander,
    "tray": serving.tray,
    "bread-basket": serving.bread_basket,
    "pebble-table": round_tables.pebble_table,
}


def draw(spec: Picture) -> Image.Image:
    """Return the picture of a piece, 1200 by 1500; the same spec always gives the same pixels.

    KeyError for a kind or a colour that is not known, TypeError for a parameter that the kind
    does not have.
    """
    canvas = Canvas()
    KINDS[spec.kind](canvas, **spec.params)
    return render(canvas, spec.backdrop)
