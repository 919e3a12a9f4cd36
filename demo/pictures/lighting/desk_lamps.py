"""Lamps with an arm to read and work by, and the one that needs no cable."""

from __future__ import annotations

from math import cos, radians, sin

from demo.pictures.drawing.canvas import Canvas
from demo.pictures.drawing.palette import material
from demo.pictures.drawing.rods import limb
from demo.pictures.drawing.scene import Place, Scene, curve, ellipse
from demo.pictures.drawing.turning import lathe
from demo.pictures.lighting.lit import shade


def arm_lamp(
    canvas: Canvas,
    *,
    stuff: str = "black",
    accent: str = "brass",
    tall: float = 38,
    reach: float = 30,
    floor: bool = False,
    shape: str = "cone",
    wood: bool = False,
) -> None:
    """Draw a lamp to read or work by: two jointed arms and a head that points down."""
    scene = Scene(canvas, yaw=10, pitch=13)
    canvas.width = 0.66
    metal, joint = material(stuff), material(accent)
    arm = material("oak") if wood else metal
    foot = reach * (0.42 if floor else 0.36)
    scene.floor_shadow(ellipse(0, 0, foot, foot))
    lathe(scene, 0, 0, [(foot, 0), (foot, 1.8), (foot * 0.3, 2.8)], metal)
    thick = 1.1 if floor else 0.9
    elbow: Place = (-reach * 0.34, 0, tall)
    if floor:
        elbow = (0, 0, tall)
    head: Place = (reach * 0.62, -1, tall + (reach * 0.2 if floor else reach * 0.36))
    limb(scene, (0, 0, 2), elbow, thick, thick, arm)
    limb(scene, elbow, head, thick, thick * 0.9, arm)
    for place in (elbow, head):
        lathe(
            scene,
            place[0],
            place[1],
            [(1.7, place[2] - 1.3), (1.7, place[2] + 1.3)],
            joint,
            steps=18,
        )
    size = 11.0 if floor else 9.0
    x, y, z = head
    low: Place = (x + size * 0.5, y - 1, z - size * 0.9)
    canvas.glow(scene.at(low[0], low[1], low[2] - 7), size * 2.2, (255, 236, 190), 0.9)
    lathe(
        scene, low[0], low[1], [(size * 0.5, low[2] - 0.6), (0.1, low[2] - 0.5)], material("opal")
    )
    if shape == "dome":
        profile = [
            (size * cos(a), low[2] + size * 0.85 * sin(a))
            for a in (radians(i * 8.5) for i in range(11))
        ]
    elif shape == "cylinder":
        profile = [(size * 0.52, low[2]), (size * 0.52, z + 2.5), (size * 0.2, z + 3.5)]
    else:
        profile = curve([(size, low[2]), (size * 0.55, z - 2), (size * 0.24, z + 2.6)], 4)
    lathe(scene, low[0], low[1], profile, metal)


def portable(
    canvas: Canvas,
    *,
    stuff: str = "green-metal",
    glass: str = "opal",
    height: float = 28,
    radius: float = 7,
) -> None:
    """Draw a cordless lamp: a slim stem between a foot and a small flat shade."""
    scene = Scene(canvas, pitch=13)
    canvas.width = 0.5
    metal = material(stuff)
    scene.floor_shadow(ellipse(0, 0, radius, radius))
    canvas.glow(scene.at(0, 0, height - 3), radius * 3, (255, 238, 196), 0.8)
    lathe(scene, 0, 0, [(radius * 0.85, 0), (radius * 0.85, 2.4), (radius * 0.2, 3)], metal)
    limb(scene, (0, 0, 2), (0, 0, height - 3), 0.7, 0.7, metal)
    shade(scene, (0, 0, height - 5), (radius * 0.5, radius * 0.5, 3), material(glass), "drum")
    lathe(scene, 0, 0, [(radius * 1.1, height - 3), (radius * 0.45, height + 1.5)], metal)
