"""What is built, dug, dusty, bare or broken."""

import math
from random import Random

from app.demo.backdrops import tree
from app.demo.brush import Brush, Colour, darker, lighter

BRICK: Colour = (176, 98, 76)
EARTH: Colour = (182, 144, 102)
NET: Colour = (58, 124, 88)
CONCRETE: Colour = (188, 184, 178)


def shed(brush: Brush, rng: Random, tidy: bool) -> None:
    """A lean-to of coloured steel against the shops."""
    if tidy:
        return
    tone: Colour = rng.choice(((70, 126, 172), (182, 74, 62)))
    brush.footing(470, 1130, 880)
    brush.box((470, 560, 1130, 880), (222, 222, 216))
    for i in range(12):
        brush.box((470 + i * 56, 560, 476 + i * 56, 880), (196, 198, 196))
    brush.shape([(430, 560), (520, 470), (1080, 470), (1170, 560)], tone)
    for i in range(13):
        brush.line([(520 + i * 47, 470), (430 + i * 61, 560)], darker(tone, 0.2), 5)
    brush.box((424, 556, 1176, 576), darker(tone, 0.3))
    brush.box((560, 640, 680, 880), (120, 104, 92))
    brush.box((780, 630, 1040, 780), (140, 164, 172))
    brush.box((906, 630, 914, 780), (222, 222, 216))


def ramp(brush: Brush, rng: Random, tidy: bool) -> None:
    """Steps and a ramp built out over the pavement."""
    if tidy:
        return
    brush.footing(434, 1166, 884)
    for i in range(4):
        y = 700 + i * 46
        brush.box((500 - i * 22, y, 1100 + i * 22, y + 46), darker(CONCRETE, 0.1 + i * 0.02))
        brush.box((500 - i * 22, y, 1100 + i * 22, y + 15), lighter(CONCRETE, 0.2))
    brush.shape([(700, 700), (900, 700), (960, 884), (640, 884)], (150, 146, 140))
    brush.heap((1180, 900), 150, 56, (176, 168, 158), rng)


def arch(brush: Brush, rng: Random, tidy: bool) -> None:
    """An inflated arch before a shop's opening sale."""
    if tidy:
        return
    tone: Colour = rng.choice(((206, 52, 46), (222, 162, 46)))
    for x in (430, 1170):
        brush.shadow((x, 904), 110)
    curve = [
        (800 - 370 * math.cos(math.pi * t / 24), 640 - 330 * math.sin(math.pi * t / 24)) for t in range(25)
    ]
    brush.line([(430, 900), *curve, (1170, 900)], darker(tone), 96)
    brush.line([(422, 900), *[(x - 6, y - 8) for x, y in curve], (1162, 900)], tone, 76)
    brush.line([(410, 900), *[(x - 14, y - 18) for x, y in curve[:14]]], lighter(tone, 0.25), 16)
    for i in range(5):
        angle = math.pi * (0.3 + i * 0.1)
        brush.disc((800 - 370 * math.cos(angle), 632 - 330 * math.sin(angle)), 26, (250, 224, 130))


def brickwork(brush: Brush, rng: Random, tidy: bool) -> None:
    """A brick structure going up without leave; the levelled plot once it is gone."""
    if tidy:
        brush.shape([(360, 700), (1240, 700), (1330, 910), (270, 910)], (170, 150, 122))
        for _ in range(90):
            brush.disc(
                (rng.uniform(330, 1270), rng.uniform(715, 900)),
                rng.uniform(6, 20),
                (118, 158, 90),
                squash=0.5,
            )
        return
    _courses(brush)
    brush.shape([(800, 420), (1230, 420), (1230, 660), (1216, 660)], (198, 214, 224))
    for x in (500, 720, 940):
        brush.box((x, 560, x + 130, 740), (74, 66, 64))
        brush.box((x - 12, 542, x + 142, 562), CONCRETE)
    for x in range(360, 1260, 170):
        brush.box((x, 380, x + 9, 905), (206, 172, 110))
    for y in (470, 640, 800):
        brush.box((340, y, 1260, y + 10), (206, 172, 110))
    brush.heap((1290, 920), 220, 90, (212, 184, 136), rng)
    for i in range(8):
        brush.box(
            (250 + (i % 4) * 46, 890 - (i // 4) * 26, 292 + (i % 4) * 46, 914 - (i // 4) * 26), BRICK, 2
        )


def _courses(brush: Brush) -> None:
    brush.footing(390, 1210, 890)
    brush.box((390, 430, 1210, 890), (132, 74, 60))
    for row in range(23):
        for i in range(13):
            left = 390 + i * 66 - (row % 2) * 33
            top = 870 - row * 20
            # the wall steps down to the right, where it is not yet finished
            if left < 384 or left + 60 > 1216 or top < 430 + max(0, left - 800) * 0.55:
                continue
            brush.box((left, top, left + 62, top + 17), lighter(BRICK, ((row * 7 + i * 5) % 9) / 40))


def site_dust(brush: Brush, rng: Random, tidy: bool) -> None:
    """Spoil behind the gate: bare and blowing, or netted and sprayed."""
    if tidy:
        brush.heap((640, 880), 520, 190, NET, rng)
        brush.heap((1030, 890), 360, 130, NET, rng)
        brush.box((1190, 640, 1214, 900), (206, 176, 60))
        for i in range(7):
            brush.cloud((1120 - i * 52, 640 - i * 12 + i * i * 3), 40 + i * 10, (236, 244, 248, 74), rng)
        return
    brush.heap((640, 880), 540, 210, EARTH, rng)
    brush.heap((1030, 890), 380, 150, darker(EARTH, 0.08), rng)
    for i in range(12):
        brush.cloud((380 + i * 84, 800 - rng.uniform(0, 240)), rng.uniform(90, 160), (222, 198, 162, 62), rng)


def stockpile(brush: Brush, rng: Random, tidy: bool) -> None:
    """A factory's open heap of material, or the same under a net."""
    brush.heap((800, 900), 940, 300, NET if tidy else (136, 132, 132), rng)
    if tidy:
        for i in range(9):
            brush.line([(380 + i * 105, 890), (560 + i * 60, 640)], lighter(NET, 0.2), 3)
    else:
        for i in range(7):
            brush.cloud((420 + i * 120, 640 - rng.uniform(0, 120)), 110, (190, 186, 182, 60), rng)


def bare_soil(brush: Brush, rng: Random, tidy: bool) -> None:
    """A bare plot, or the same planted."""
    plot = [(180, 640), (1420, 640), (1600, 950), (0, 950)]
    brush.shape(plot, (150, 118, 84) if tidy else EARTH)
    if tidy:
        for row in range(6):
            y = 670 + row * 48
            for i in range(22):
                x = 130 + i * 64 + (row % 2) * 30 - row * 6
                brush.cloud(
                    (x, y), 22 + row * 3, rng.choice(((96, 150, 82), (112, 164, 88), (82, 134, 84))), rng
                )
        return
    for _ in range(150):
        spot = (rng.uniform(150, 1450), rng.uniform(655, 940))
        brush.disc(
            spot, rng.uniform(6, 26), rng.choice((darker(EARTH, 0.16), lighter(EARTH, 0.16))), squash=0.35
        )
    brush.heap((560, 800), 340, 90, darker(EARTH, 0.06), rng)
    for i in range(5):
        brush.cloud((300 + i * 240, 690 - rng.uniform(0, 60)), 100, (226, 204, 168, 58), rng)


def tree_pit(brush: Brush, rng: Random, tidy: bool) -> None:
    """A street tree's pit: trampled bare, or planted."""
    tree(brush, 800, 880, rng, size=1.25)
    brush.shape([(640, 850), (960, 850), (1000, 920), (600, 920)], (120, 96, 72) if tidy else EARTH)
    brush.shape([(786, 880), (790, 780), (812, 780), (818, 880)], (116, 92, 74))
    for i in range(26):
        x, y = 630 + (i % 13) * 28, 872 + (i // 13) * 28
        if tidy:
            brush.cloud((x, y), 20, rng.choice(((96, 150, 82), (206, 108, 132), (112, 164, 88))), rng)
        else:
            brush.disc((x, y), rng.uniform(5, 13), darker(EARTH, 0.2), squash=0.5)


def dead_tree(brush: Brush, rng: Random, tidy: bool) -> None:
    """A tree that has died, or its young successor on stakes."""
    if tidy:
        tree(brush, 800, 900, rng, size=0.95)
        for x in (750, 850):
            brush.line([(x, 904), (800, 740)], (178, 140, 96), 9)
        return
    brush.shadow((820, 900), 130)
    brown: Colour = (128, 108, 92)
    brush.shape([(700, 884), (900, 884), (930, 920), (670, 920)], (150, 122, 92))
    brush.shape([(778, 900), (788, 520), (814, 520), (826, 900)], brown)
    for x, y, tip, top in (
        (800, 640, 640, 420),
        (804, 600, 960, 380),
        (800, 540, 740, 300),
        (804, 530, 870, 290),
        (798, 700, 900, 560),
    ):
        brush.line([(x, y), ((x + tip) / 2 + 10, (y + top) / 2 + 20), (tip, top)], brown, 13)
        brush.line(
            [((x + tip) / 2, (y + top) / 2 + 20), (tip + (30 if tip > 800 else -40), top + 70)], brown, 7
        )
    for _ in range(18):
        brush.disc((rng.uniform(640, 980), rng.uniform(320, 560)), 10, (174, 128, 70), squash=0.6)
        brush.disc((rng.uniform(620, 1000), rng.uniform(890, 950)), 10, (174, 128, 70), squash=0.5)


def demolition(brush: Brush, rng: Random, tidy: bool) -> None:
    """Pulling down without water, or with it."""
    brush.box((470, 520, 700, 880), (206, 186, 164))
    brush.shape([(700, 520), (760, 600), (740, 680), (810, 760), (790, 880), (700, 880)], (206, 186, 164))
    brush.box((520, 580, 610, 690), (92, 96, 100))
    brush.heap((880, 900), 560, 130, (178, 164, 148), rng)
    brush.box((1010, 780, 1230, 850), (226, 170, 50), 10)
    brush.box((1120, 690, 1220, 790), (226, 170, 50), 10)
    brush.box((1136, 706, 1200, 766), (150, 178, 188))
    brush.box((1000, 850, 1250, 900), (62, 62, 66), 24)
    brush.line([(1100, 770), (960, 560), (820, 640)], (214, 156, 42), 30)
    brush.shape([(800, 620), (850, 640), (830, 710), (780, 690)], (84, 84, 88))
    tone: Colour = (232, 242, 248, 80) if tidy else (216, 196, 166, 78)
    for i in range(4 if tidy else 12):
        brush.cloud(
            (560 + i * (90 if tidy else 60), 620 + rng.uniform(-130, 160)), rng.uniform(80, 150), tone, rng
        )


def manhole(brush: Brush, rng: Random, tidy: bool) -> None:
    """A manhole, its cover gone or back."""
    brush.disc((800, 850), 190, (150, 146, 142), squash=0.4)
    brush.disc((800, 850), 164, (96, 98, 102) if tidy else (34, 34, 38), squash=0.4)
    if tidy:
        for r in (140, 100, 58):
            brush.disc((800, 850), r, (116, 118, 122), squash=0.4)
            brush.disc((800, 850), r - 14, (96, 98, 102), squash=0.4)
        return
    brush.disc((800, 872), 140, (14, 14, 18), squash=0.34)
    for _ in range(14):
        x = 800 + rng.choice((-1, 1)) * rng.uniform(170, 260)
        brush.disc((x, 850 + rng.uniform(-70, 80)), rng.uniform(8, 20), (134, 130, 126), squash=0.5)
    brush.shape([(1010, 890), (1090, 820), (1160, 850), (1080, 924)], (110, 112, 116))
    brush.shape([(1010, 890), (1080, 924), (1080, 934), (1008, 900)], (70, 72, 76))


def pothole(brush: Brush, rng: Random, tidy: bool) -> None:
    """A broken carriageway, or a fresh patch."""
    if tidy:
        brush.shape([(520, 1046), (1080, 1046), (1140, 1170), (460, 1170)], (74, 76, 82))
        return
    for x, y, r in ((780, 1110, 210), (1010, 1080, 110), (560, 1150, 100)):
        brush.disc((x, y), r, (84, 82, 80), squash=0.32)
        brush.disc((x + 6, y + 8), r * 0.8, (62, 58, 54), squash=0.28)
        brush.disc((x + 20, y + 14), r * 0.5, (120, 122, 118), squash=0.2)
        for _ in range(9):
            brush.disc(
                (x + rng.uniform(-r, r), y + rng.uniform(-40, 50)),
                rng.uniform(6, 17),
                (140, 138, 134),
                squash=0.6,
            )
    for _ in range(8):
        left, top = rng.uniform(420, 1150), rng.uniform(1040, 1170)
        crack = [(left, top), (left + 40, top + 14), (left + 66, top - 6), (left + 120, top + 18)]
        brush.line(crack, (78, 78, 80), 4)
