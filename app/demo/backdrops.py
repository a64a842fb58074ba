"""Places in a county town where something can be amiss. All invented; no sign bears a name."""

from collections.abc import Callable
from random import Random

from app.demo.brush import Brush, Colour, darker, lighter, mixed

HORIZON = 470
FACADE_FOOT = 690
KERB = 985

FACADES: list[Colour] = [(233, 214, 186), (214, 196, 178), (196, 204, 208), (226, 200, 176), (206, 214, 198)]
SIGNS: list[Colour] = [(182, 58, 52), (38, 92, 140), (36, 116, 92), (206, 138, 40), (98, 72, 128)]
LEAVES: list[Colour] = [(88, 138, 82), (104, 150, 78), (74, 124, 88)]
PAVING: Colour = (206, 200, 190)
ASPHALT: Colour = (112, 116, 122)
GRASS: Colour = (142, 172, 104)
EARTH: Colour = (182, 146, 106)


def sky(brush: Brush, rng: Random, light: Colour) -> None:
    """Sky in bands of the hour's light, hills of the county behind."""
    zenith = mixed((128, 176, 216), light, 0.25)
    for band in range(16):
        brush.box((-400, band * 32 - 32, 2000, band * 32 + 2), mixed(zenith, light, band / 15))
    for depth, tone in ((0, 0.55), (1, 0.3)):
        foot = HORIZON + 30
        hills: Colour = mixed((104, 136, 128), light, tone)
        x, ridge = -200.0, []
        while x < 1900:
            ridge.append((x, foot - rng.uniform(70, 190) + depth * 60))
            x += rng.uniform(110, 260)
        brush.shape([(-200, foot + 60), *ridge, (1900, foot + 60)], hills)


def pavement(brush: Brush, rng: Random) -> None:
    """Paving before the houses, a tactile strip, the kerb and the road."""
    tone = mixed(PAVING, (176, 160, 148), rng.uniform(0, 0.5))
    brush.box((-200, FACADE_FOOT, 1800, KERB), tone)
    for row in range(7):
        y = FACADE_FOOT + (KERB - FACADE_FOOT) * (row / 7) ** 1.35
        brush.line([(-200, y), (1800, y)], darker(tone, 0.1), 2)
    for column in range(-14, 15):
        brush.line([(800 + column * 78, FACADE_FOOT), (800 + column * 118, KERB)], darker(tone, 0.1), 2)
    strip: Colour = (222, 184, 84)
    brush.box((-200, 932, 1800, 962), strip)
    for x in range(-200, 1800, 26):
        brush.box((x, 938, x + 14, 956), darker(strip, 0.14), 3)
    road(brush)


def road(brush: Brush) -> None:
    """The kerb and the carriageway in front."""
    brush.box((-200, KERB, 1800, KERB + 9), (224, 222, 216))
    brush.box((-200, KERB + 9, 1800, KERB + 26), (164, 162, 160))
    brush.box((-200, KERB + 26, 1800, 1240), ASPHALT)
    brush.box((-200, KERB + 26, 1800, KERB + 34), darker(ASPHALT, 0.3))
    for x in range(-160, 1800, 300):
        brush.shape([(x, 1120), (x + 150, 1120), (x + 144, 1136), (x - 8, 1136)], (232, 230, 222))


def tree(brush: Brush, x: float, foot: float, rng: Random, size: float = 1.0) -> None:
    """A street tree in its square of soil."""
    leaves = rng.choice(LEAVES)
    brush.shape(
        [(x - 58, foot - 12), (x + 58, foot - 12), (x + 70, foot + 14), (x - 70, foot + 14)], (128, 102, 80)
    )
    brush.shadow((x + 30, foot), 120 * size)
    brush.shape(
        [(x - 13, foot), (x - 9, foot - 250 * size), (x + 9, foot - 250 * size), (x + 14, foot)],
        (116, 92, 74),
    )
    brush.cloud((x, foot - 350 * size), 165 * size, darker(leaves), rng)
    brush.cloud((x - 24, foot - 378 * size), 132 * size, leaves, rng)
    brush.cloud((x - 46, foot - 408 * size), 76 * size, lighter(leaves, 0.16), rng)


def lamp(brush: Brush, x: float) -> None:
    """A street lamp."""
    brush.box((x - 6, 250, x + 6, 924), (120, 128, 134))
    brush.line([(x, 256), (x + 74, 236)], (120, 128, 134), 9)
    brush.box((x + 52, 226, x + 128, 242), (226, 226, 214), 6)


def shops(brush: Brush, rng: Random, light: Colour) -> None:
    """A row of small shops with flats above."""
    sky(brush, rng, light)
    x = -120.0 - rng.uniform(0, 120)
    while x < 1720:
        width = rng.choice((300, 340, 390))
        _shop(brush, rng, x, width)
        x += width
    pavement(brush, rng)
    tree(brush, rng.choice((130, 190)), 905, rng)
    tree(brush, rng.choice((1430, 1490)), 905, rng)
    lamp(brush, rng.choice((330, 1270)))


def _shop(brush: Brush, rng: Random, x: float, width: float) -> None:
    wall, sign = rng.choice(FACADES), rng.choice(SIGNS)
    top = rng.choice((120, 160, 196))
    brush.box((x, top, x + width, FACADE_FOOT), wall)
    brush.box((x, top - 14, x + width, top + 8), darker(wall, 0.2))
    brush.box((x + width - 12, top, x + width, FACADE_FOOT), darker(wall, 0.1))
    for i in range(2):
        left = x + 40 + i * (width - 80) / 2
        brush.box((left, top + 60, left + 92, top + 178), lighter(wall, 0.5))
        brush.box((left + 7, top + 67, left + 85, top + 171), (126, 154, 170))
        brush.shape(
            [(left + 7, top + 130), (left + 60, top + 67), (left + 82, top + 67), (left + 7, top + 160)],
            (150, 178, 190),
        )
        brush.box((left + 43, top + 67, left + 49, top + 171), lighter(wall, 0.5))
    _signboard(brush, rng, x, width, sign)
    _shop_window(brush, x, width)
    if rng.random() < 0.55:
        _awning(brush, x, width, sign)


def _signboard(brush: Brush, rng: Random, x: float, width: float, sign: Colour) -> None:
    brush.box((x + 10, 392, x + width - 10, 470), sign)
    brush.box((x + 10, 462, x + width - 10, 470), darker(sign))
    for i in range(4):  # strokes, as of a name that cannot be read from here
        left = x + width / 2 - 100 + i * 52
        for y in (412, 428, 444):
            brush.box((left, y, left + rng.choice((22, 30, 36)), y + 7), lighter(sign, 0.8))
        brush.box((left + 14, 408, left + 21, 452), lighter(sign, 0.8))


def _shop_window(brush: Brush, x: float, width: float) -> None:
    brush.box((x + 24, 484, x + width - 24, FACADE_FOOT), (92, 104, 112))
    middle = x + width / 2
    for left, right in ((x + 32, middle - 42), (middle - 34, middle + 34), (middle + 42, x + width - 32)):
        brush.box((left, 492, right, FACADE_FOOT - 8), (148, 172, 178))
        brush.shape(
            [(left, 640), (left + (right - left) * 0.8, 492), (right, 492), (left, 674)], (168, 190, 194)
        )


def _awning(brush: Brush, x: float, width: float, sign: Colour) -> None:
    stripes = int((width - 20) / 35)
    step = (width - 20) / stripes
    for i in range(stripes):
        left = x + 10 + i * step
        tone = sign if i % 2 else (240, 234, 222)
        brush.shape([(left, 470), (left + step, 470), (left + step, 528), (left, 528)], tone)
        brush.disc((left + step / 2, 528), step / 2, tone, squash=0.6)


def wall(brush: Brush, rng: Random, light: Colour) -> None:
    """A long plastered wall, trees behind."""
    sky(brush, rng, light)
    for x in range(-60, 1760, 210):
        brush.cloud((x + rng.uniform(-40, 40), 330), 150, darker(rng.choice(LEAVES), 0.1), rng)
    plaster = rng.choice(FACADES)
    brush.box((-200, 330, 1800, FACADE_FOOT + 20), plaster)
    brush.box((-200, 306, 1800, 336), (134, 92, 82))
    brush.box((-200, 336, 1800, 348), darker(plaster, 0.2))
    brush.box((-200, 610, 1800, FACADE_FOOT + 20), (158, 120, 104))
    for row in range(4):
        for i in range(-3, 32):
            left = i * 64 + (row % 2) * 32
            brush.box((left, 614 + row * 24, left + 60, 634 + row * 24), (172, 132, 114))
    pillar = rng.uniform(-380, 40)
    while pillar < 1700:
        brush.box((pillar, 300, pillar + 46, FACADE_FOOT + 20), darker(plaster, 0.16))
        if rng.random() < 0.6:
            _wall_panel(brush, rng, pillar + 46)
        pillar += rng.uniform(360, 520)
    pavement(brush, rng)
    tree(brush, rng.choice((90, 380, 1180, 1500)), 905, rng)


def _wall_panel(brush: Brush, rng: Random, left: float) -> None:
    """Something painted or let into a wall: a band, an ornament window, a planted trellis."""
    x, kind = left + rng.uniform(60, 120), rng.randrange(3)
    if kind == 0:
        brush.box((left, 470, left + 330, 500), (96, 132, 152))
    elif kind == 1:
        brush.disc((x + 80, 440), 66, (116, 92, 82))
        brush.disc((x + 80, 440), 56, (150, 172, 150))
        for bar in (-28, 0, 28):
            brush.box((x + 77 + bar, 388, x + 83 + bar, 492), (116, 92, 82))
    else:
        for step in range(5):
            brush.cloud((x + 70, 640 - step * 58), 74 - step * 9, rng.choice(LEAVES), rng)


def site(brush: Brush, rng: Random, light: Colour) -> None:
    """A building site behind its fence."""
    sky(brush, rng, light)
    left = rng.uniform(180, 520)
    for floor in range(4):
        y = 520 - floor * 118
        brush.box((left, y - 14, left + 560, y), (176, 172, 166))
        for i in range(6):
            brush.box((left + i * 108, y - 118, left + i * 108 + 20, y - 14), (160, 156, 152))
    mast = left + 700
    brush.box((mast, 60, mast + 22, 640), (214, 164, 58))
    brush.box((mast - 420, 78, mast + 190, 96), (214, 164, 58))
    brush.line([(mast + 11, 26), (mast - 400, 80)], (120, 110, 96), 4)
    brush.line([(mast - 330, 96), (mast - 330, 260)], (90, 90, 92), 4)
    brush.box((mast + 130, 96, mast + 186, 146), (132, 132, 134))
    brush.box((-200, 560, 1800, KERB), (196, 168, 134))
    for i in range(-3, 26):
        if i in (9, 10, 11, 12):  # the gate stands open
            continue
        tone: Colour = (76, 132, 176) if i % 2 else (88, 146, 190)
        brush.box((i * 76, 500, i * 76 + 74, 700), tone)
        brush.box((i * 76, 500, i * 76 + 74, 516), (232, 234, 232))
    for x in (9 * 76 - 26, 13 * 76 - 10):
        brush.box((x, 440, x + 36, 704), (222, 200, 82))
    brush.shape([(684, 700), (988, 700), (1300, KERB), (420, KERB)], (184, 154, 120))
    road(brush)


def verge(brush: Brush, rng: Random, light: Colour) -> None:
    """The edge of town: fields, a line of poplars, a country road."""
    sky(brush, rng, light)
    brush.box((-200, HORIZON, 1800, KERB), GRASS)
    for row in range(9):
        y = HORIZON + 14 + row * row * 3
        brush.box((-200, y, 1800, y + 6 + row), mixed(GRASS, (206, 196, 120), 0.35))
    x = rng.uniform(-80, 60)
    while x < 1700:
        _poplar(brush, rng, x)
        x += rng.uniform(150, 260)
    brush.box((-200, 930, 1800, KERB), mixed(GRASS, EARTH, 0.5))
    road(brush)


def _poplar(brush: Brush, rng: Random, x: float) -> None:
    leaves, height = rng.choice(LEAVES), rng.uniform(210, 300)
    brush.shadow((x + 16, 592), 50)
    brush.box((x - 6, 592 - height, x + 6, 592), (116, 96, 78))
    for step in range(5):
        y, size = 592 - height * (0.34 + step * 0.16), height * (0.2 - step * 0.022)
        brush.cloud((x, y), size * 1.25, darker(leaves, 0.12 - step * 0.02), rng)
        brush.cloud((x - size * 0.2, y - 8), size * 0.8, lighter(leaves, step * 0.03), rng)


def estate(brush: Brush, rng: Random, light: Colour) -> None:
    """Between the blocks of a housing estate."""
    sky(brush, rng, light)
    x = -140.0 - rng.uniform(0, 80)
    while x < 1700:
        block, top, width = rng.choice(FACADES), rng.choice((30, 70, 110)), 470
        brush.box((x, top, x + width, FACADE_FOOT), block)
        brush.box((x + width - 36, top, x + width, FACADE_FOOT), darker(block, 0.14))
        for y in range(top + 40, FACADE_FOOT - 90, 112):
            for i in range(4):
                left = x + 34 + i * 100
                brush.box((left, y, left + 66, y + 72), lighter(block, 0.5))
                brush.box(
                    (left + 5, y + 5, left + 61, y + 67),
                    rng.choice(((120, 148, 164), (136, 162, 174), (104, 130, 150))),
                )
                brush.box((left + 30, y + 5, left + 35, y + 67), lighter(block, 0.5))
            brush.box((x, y + 88, x + width - 36, y + 93), darker(block, 0.1))
        brush.box((x + 190, FACADE_FOOT - 110, x + 270, FACADE_FOOT), (104, 84, 74))
        x += width + rng.uniform(20, 70)
    brush.box((-200, FACADE_FOOT - 40, 1800, FACADE_FOOT + 30), GRASS)
    for x in range(-40, 1760, 130):
        brush.cloud((x + rng.uniform(-30, 30), FACADE_FOOT - 34), 58, rng.choice(LEAVES), rng)
    pavement(brush, rng)


Backdrop = Callable[[Brush, Random, Colour], None]
