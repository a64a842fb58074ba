"""Bicycles, cars and lorries, in order or in the way."""

import math
from random import Random

from app.demo.brush import Brush, Colour, Point, darker, lighter

SHARED: Colour = (62, 156, 196)
PAINTS: list[Colour] = [(202, 60, 56), (232, 232, 230), (70, 96, 132), (58, 60, 66), (188, 190, 192)]
EARTH: Colour = (168, 130, 92)


def bicycle(brush: Brush, at: Point, tone: Colour, lean: float = 0.0, size: float = 1.0) -> None:
    """One bicycle, 190 units long, at ``at``; ``lean`` in radians, about a right angle when fallen."""
    cos, sin = math.cos(lean), math.sin(lean)

    def place(x: float, y: float) -> Point:
        return at[0] + (x * cos + y * sin) * size, at[1] - (y * cos - x * sin) * size * (
            0.55 if abs(lean) > 0.8 else 1
        )

    dark: Colour = (48, 50, 54)
    hind, fore = place(-62, 42), place(66, 42)
    brush.shadow((at[0], at[1]), 100 * size)
    for hub in (hind, fore):
        brush.ring(hub, 42 * size, dark, 8 * size)
        for turn in range(4):
            dx, dy = math.cos(turn * 0.785) * 36 * size, math.sin(turn * 0.785) * 36 * size
            brush.line([(hub[0] - dx, hub[1] - dy), (hub[0] + dx, hub[1] + dy)], (186, 188, 190), 2)
    for line in (
        [place(-62, 42), place(-30, 104), place(46, 110), place(-2, 40), place(-62, 42)],
        [place(-2, 40), place(-36, 122)],
        [place(66, 42), place(40, 138)],
    ):
        brush.line(line, tone, 10 * size)
    brush.line([place(-58, 124), place(-14, 124)], dark, 13 * size)
    brush.line([place(22, 142), place(62, 138)], dark, 9 * size)
    basket = [place(50, 132), place(98, 132), place(90, 94), place(58, 94)]
    brush.shape(basket, darker(tone, 0.3))


def shared_bicycles(brush: Brush, rng: Random, tidy: bool) -> None:
    """Hire bicycles thrown about, or in their bay."""
    _bicycles(brush, rng, tidy, [SHARED, SHARED, (238, 184, 48)])


def bicycles(brush: Brush, rng: Random, tidy: bool) -> None:
    """People's own bicycles."""
    _bicycles(brush, rng, tidy, PAINTS)


def _bicycles(brush: Brush, rng: Random, tidy: bool, tones: list[Colour]) -> None:
    if tidy:
        brush.shape([(420, 770), (1180, 770), (1240, 915), (360, 915)], (216, 212, 202))
        for i in range(9):
            brush.line([(420 + i * 95, 770), (360 + i * 110, 915)], (250, 248, 240), 6)
        for i in range(7):
            bicycle(brush, (480 + i * 106, 880), tones[i % len(tones)], lean=0.02)
        return
    for i in range(4):
        bicycle(
            brush,
            (500 + i * 190 + rng.uniform(-40, 40), 800 + rng.uniform(-24, 10)),
            rng.choice(tones),
            rng.uniform(-0.2, 0.2),
        )
    for i in range(5):
        lean = rng.choice((-1, 1)) * rng.uniform(1.0, 1.4) if i % 2 else rng.uniform(-0.35, 0.35)
        bicycle(
            brush,
            (450 + i * 170 + rng.uniform(-40, 40), 915 + rng.uniform(-30, 24)),
            rng.choice(tones),
            lean,
            1.08,
        )


def car(brush: Brush, rng: Random, tidy: bool) -> None:
    """A car left on the pavement."""
    if not tidy:
        _car(brush, rng.choice(PAINTS), wreck=False)


def wreck(brush: Brush, rng: Random, tidy: bool) -> None:
    """A car that nobody wants any more."""
    if not tidy:
        _car(brush, (150, 132, 116), wreck=True)
        for _ in range(26):
            brush.disc(
                (rng.uniform(470, 1150), rng.uniform(700, 830)),
                rng.uniform(5, 20),
                (150, 92, 56, 170),
                squash=0.7,
            )


def _car(brush: Brush, tone: Colour, wreck: bool) -> None:
    brush.footing(480, 1150, 906)
    brush.shape([(580, 712), (680, 600), (940, 596), (1070, 712)], darker(tone, 0.15))
    glass: Colour = (104, 124, 132) if wreck else (150, 178, 188)
    brush.shape([(622, 706), (694, 622), (800, 620), (800, 706)], glass)
    brush.shape([(820, 706), (820, 620), (930, 620), (1018, 706)], glass)
    brush.shape([(640, 706), (690, 646), (712, 646), (664, 706)], lighter(glass, 0.4))
    brush.box((450, 704, 1180, 850), tone, 46)
    brush.box((450, 790, 1180, 850), darker(tone, 0.22), 30)
    brush.line([(812, 712), (812, 838)], darker(tone, 0.3), 4)
    brush.box((850, 744, 904, 756), darker(tone, 0.4), 5)
    brush.box((452, 742, 500, 776), (206, 66, 56), 10)
    brush.box((1130, 742, 1178, 776), (248, 236, 190), 10)
    brush.box((1140, 806, 1184, 830), (64, 104, 176), 3)
    for x in (592, 1036):
        flat = 12 if wreck else 0
        brush.disc((x, 850 + flat / 2), 68, (44, 46, 50), squash=1 - flat / 90)
        brush.disc((x, 850 + flat / 2), 36, (120, 96, 80) if wreck else (190, 194, 198))
        brush.disc((x, 850 + flat / 2), 12, (90, 92, 96))
    if wreck:
        brush.line([(840, 640), (880, 666), (862, 694), (920, 702)], (230, 236, 238), 4)


def tactile_paving(brush: Brush, rng: Random, tidy: bool) -> None:
    """Bicycles on the strip that guides the blind."""
    if tidy:
        return
    for i in range(5):
        bicycle(
            brush,
            (480 + i * 165 + rng.uniform(-20, 20), 958),
            rng.choice(PAINTS),
            rng.uniform(-0.15, 0.15),
            1.15,
        )


def lorry(brush: Brush, rng: Random, tidy: bool) -> None:
    """A muck lorry: load open and spilling, or covered and washed."""
    brush.footing(340, 1240, 1104)
    if not tidy:
        for i in range(6):
            brush.cloud((220 + i * 56, 1040 - i * 6), 84, (206, 182, 148, 70), rng)
    cab: Colour = rng.choice(((44, 120, 96), (198, 84, 44), (52, 96, 156)))
    if tidy:
        brush.shape([(330, 720), (360, 680), (960, 680), (990, 720)], (62, 110, 84))
    else:
        brush.heap((660, 730), 620, 120, EARTH, rng)
    brush.shape([(310, 720), (1000, 720), (980, 970), (350, 970)], darker(cab, 0.1))
    for i in range(7):
        brush.box((352 + i * 94, 724, 364 + i * 94, 966), darker(cab, 0.3))
    brush.box((310, 712, 1000, 734), lighter(cab, 0.2))
    brush.box((1010, 690, 1250, 1010), cab, 18)
    brush.shape([(1110, 720), (1226, 720), (1240, 830), (1110, 830)], (160, 188, 198))
    brush.shape([(1130, 830), (1190, 720), (1212, 720), (1156, 830)], (190, 212, 218))
    brush.box((1218, 900, 1256, 940), (248, 236, 190), 8)
    brush.box((330, 970, 1250, 1010), (62, 64, 68))
    for x in (440, 570, 830, 1140):
        brush.disc((x, 1040), 72, (44, 46, 50) if tidy else (92, 78, 64))
        brush.disc((x, 1040), 34, (186, 188, 190) if tidy else (146, 122, 96))
    if tidy:
        return
    for _ in range(60):
        spot = (rng.uniform(180, 1000), rng.uniform(1070, 1170))
        brush.disc(spot, rng.uniform(5, 24), rng.choice((EARTH, darker(EARTH))), squash=0.5)


def muddy_road(brush: Brush, rng: Random, tidy: bool) -> None:
    """Tracks of mud, or a road still wet from the water cart."""
    if tidy:
        brush.box((-200, 1030, 1800, 1240), (96, 102, 112))
        for _ in range(9):
            brush.disc(
                (rng.uniform(100, 1500), rng.uniform(1050, 1190)),
                rng.uniform(60, 150),
                (166, 184, 200, 70),
                squash=0.12,
            )
        return
    for lane in (1050, 1100, 1160):
        for _ in range(60):
            spot = (rng.uniform(-60, 1660), lane + rng.uniform(-16, 16))
            brush.disc(spot, rng.uniform(14, 46), rng.choice((EARTH, darker(EARTH, 0.2))), squash=0.3)
    for i in range(9):
        brush.cloud((120 + i * 170, 960 + rng.uniform(-20, 30)), 110, (214, 190, 156, 60), rng)
