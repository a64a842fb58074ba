"""What is set up, hung up and stuck up along a street. ``tidy`` paints the place put right."""

import math
from random import Random

from app.demo.backdrops import SIGNS
from app.demo.brush import Brush, Colour, darker, lighter

FRUIT: list[Colour] = [(222, 84, 56), (238, 156, 48), (150, 178, 66), (206, 52, 70), (244, 202, 88)]
CARDBOARD: Colour = (196, 158, 112)


def planters(brush: Brush, rng: Random) -> None:
    """Boxes of flowers, where there is room again."""
    for x in (560, 800, 1040):
        brush.shadow((x, 878), 96)
        brush.cloud((x, 800), 58, (92, 146, 86), rng)
        for _ in range(12):
            brush.disc((x + rng.uniform(-62, 62), 800 + rng.uniform(-34, 22)), 9, rng.choice(FRUIT))
        brush.box((x - 84, 820, x + 84, 878), (172, 132, 98), 6)
        brush.box((x - 84, 820, x + 84, 834), (196, 156, 118), 6)


def stall(brush: Brush, rng: Random, tidy: bool) -> None:
    """A hawker's cart under an umbrella."""
    if tidy:
        return planters(brush, rng)
    brush.footing(580, 1020, 906)
    shade = rng.choice(SIGNS)
    brush.box((793, 460, 807, 800), (150, 150, 150))
    for i in range(8):
        left, right = 500 + i * 75, 575 + i * 75
        tone = shade if i % 2 else (244, 238, 226)
        brush.shape([(800, 400), (left, 540), (right, 540)], tone)
        brush.disc(((left + right) / 2, 540), 37, tone, squash=0.45)
    brush.box((560, 740, 1040, 850), (112, 138, 150), 8)
    brush.box((560, 740, 1040, 762), (142, 166, 176), 8)
    for x in (630, 970):
        brush.disc((x, 866), 44, (54, 56, 60))
        brush.disc((x, 866), 22, (178, 180, 182))
    for i in range(6):
        x = 572 + i * 78
        brush.box((x, 690, x + 72, 742), CARDBOARD, 4)
        tone = rng.choice(FRUIT)
        for j in range(9):
            brush.disc((x + 10 + (j % 5) * 13, 690 - (j // 5) * 13), 10, tone if j % 3 else lighter(tone))
    for x, y in ((440, 884), (1120, 890), (1190, 878)):
        crate(brush, x, y, rng)
    return None


def crate(brush: Brush, x: float, foot: float, rng: Random) -> None:
    """A crate of produce on the ground."""
    tone = rng.choice(FRUIT)
    brush.shadow((x, foot), 62)
    for j in range(8):
        brush.disc((x - 36 + (j % 4) * 24, foot - 56 - (j // 4) * 12), 15, tone if j % 3 else lighter(tone))
    brush.box((x - 52, foot - 52, x + 52, foot), CARDBOARD, 4)
    brush.box((x - 52, foot - 30, x + 52, foot - 24), darker(CARDBOARD))


def goods(brush: Brush, rng: Random, tidy: bool) -> None:
    """A shop's goods out on the pavement."""
    if tidy:
        return
    for x in (480, 700, 920):
        brush.shadow((x + 90, 850), 120)
        for shelf in range(3):
            y = 850 - shelf * 84
            brush.box((x, y - 12, x + 180, y), (176, 178, 176))
            for i in range(4):
                tone = rng.choice((*SIGNS, *FRUIT))
                top = rng.uniform(40, 66)
                brush.box((x + 6 + i * 43, y - 12 - top, x + 44 + i * 43, y - 12), tone, 4)
                brush.box((x + 12 + i * 43, y - top, x + 38 + i * 43, y - top + 14), lighter(tone, 0.7))
        for side in (x, x + 174):
            brush.box((side, 590, side + 7, 858), (132, 136, 138))
    for x in (500, 620, 1120):
        crate(brush, x, 912, rng)


def advertising_board(brush: Brush, rng: Random, tidy: bool) -> None:
    """Boards and light boxes standing in the way."""
    if tidy:
        return
    for x, tone in ((620, SIGNS[0]), (850, rng.choice(SIGNS)), (1060, SIGNS[3])):
        brush.shadow((x, 900), 110)
        brush.shape([(x - 74, 900), (x - 60, 610), (x + 60, 610), (x + 74, 900)], darker(tone, 0.35))
        brush.shape([(x - 62, 870), (x - 50, 624), (x + 50, 624), (x + 62, 870)], tone)
        brush.disc((x, 700), 36, lighter(tone, 0.75))
        for i in range(4):
            brush.box((x - 36, 764 + i * 24, x + 36 - i * 8, 774 + i * 24), lighter(tone, 0.8))


def barbecue(brush: Brush, rng: Random, tidy: bool) -> None:
    """Grilling in the open, smoke and all."""
    if tidy:
        return planters(brush, rng)
    brush.shadow((760, 896), 240)
    for i in range(7):
        brush.cloud((720 + i * 22, 660 - i * 62), 60 + i * 17, (226, 226, 228, 72), rng)
    brush.box((560, 740, 960, 800), (72, 74, 78), 6)
    brush.box((572, 732, 948, 750), (232, 112, 48))
    for i in range(11):
        brush.box((584 + i * 33, 706, 590 + i * 33, 748), (206, 176, 128))
        brush.box((578 + i * 33, 712, 597 + i * 33, 734), (142, 78, 54), 4)
    for x in (590, 930):
        brush.box((x - 7, 800, x + 7, 896), (96, 98, 102))
    for x in (1060, 1200):
        brush.shadow((x, 906), 70)
        brush.box((x - 54, 830, x + 54, 842), (204, 72, 62), 5)
        for leg in (-44, 38):
            brush.box((x + leg, 842, x + leg + 7, 906), (204, 72, 62))
    return None


def ground_locks(brush: Brush, rng: Random, tidy: bool) -> None:
    """Posts and chains that keep a public place for somebody."""
    if tidy:
        return
    for x in range(500, 1140, 150):
        brush.shadow((x, 890), 52)
        brush.box((x - 14, 770, x + 14, 890), (210, 58, 50), 8)
        for y in (790, 830):
            brush.box((x - 14, y, x + 14, y + 18), (240, 236, 226))
        if x < 1050:
            brush.line([(x + 10, 800), (x + 45, 826), (x + 105, 826), (x + 140, 800)], (92, 94, 98), 7)
    brush.disc((rng.uniform(700, 900), 915), 46, (60, 60, 64), squash=0.4)


def posters(brush: Brush, rng: Random, tidy: bool) -> None:
    """Small advertisements all over a wall."""
    if tidy:
        return
    for _ in range(26):
        x, y = rng.uniform(460, 1120), rng.uniform(370, 560)
        tone = rng.choice(
            ((246, 240, 220), (248, 226, 120), (244, 176, 164), (206, 226, 240), (240, 240, 238))
        )
        lean, w, h = rng.uniform(-8, 8), rng.uniform(52, 84), rng.uniform(64, 110)
        brush.shape([(x, y + lean), (x + w, y), (x + w, y + h), (x + lean, y + h)], tone)
        ink = rng.choice(((170, 44, 40), (50, 60, 80)))
        for i in range(4):
            brush.box((x + 9, y + 14 + i * 15, x + w - rng.uniform(10, 26), y + 20 + i * 15), ink)


def graffiti(brush: Brush, rng: Random, tidy: bool) -> None:
    """Paint where none belongs."""
    if tidy:
        return
    for i in range(6):
        x, tone = 480 + i * 105, rng.choice(((190, 48, 52), (38, 70, 130), (40, 40, 46), (52, 124, 88)))
        turns = [(x + t * 13, 470 + math.sin(t * 0.9 + i) * rng.uniform(30, 86)) for t in range(9)]
        brush.line(turns, tone, 13)
        brush.ring((x + 50, 470 + rng.uniform(-40, 50)), rng.uniform(24, 46), tone, 11)
        brush.box((x + 64, 520, x + 71, 520 + rng.uniform(40, 80)), tone, 3)


def broken_sign(brush: Brush, rng: Random, tidy: bool) -> None:
    """A signboard over a shop, torn loose unless tidy."""
    tone = rng.choice(SIGNS)
    sag = 0 if tidy else 120
    brush.shape([(520, 330), (1080, 330 + sag), (1080, 430 + sag), (520, 430)], darker(tone, 0.4))
    brush.shape([(530, 338), (1070, 338 + sag), (1070, 420 + sag), (530, 420)], tone)
    for i in range(5):
        x, y = 580 + i * 98, 350 + sag * (60 + i * 98) / 560
        brush.shape(
            [(x, y), (x + 56, y + sag / 10), (x + 56, y + 50 + sag / 10), (x, y + 50)], lighter(tone, 0.75)
        )
    if not tidy:
        brush.line([(1060, 330), (1050, 450)], (60, 60, 64), 5)
        brush.shape([(900, 880), (1040, 860), (1080, 892), (930, 908)], darker(tone, 0.2))


def leaflets(brush: Brush, rng: Random, tidy: bool) -> None:
    """Paper all over the pavement."""
    if tidy:
        return
    for _ in range(46):
        x, y = rng.uniform(380, 1220), rng.uniform(730, 960)
        tone = rng.choice(((250, 246, 236), (246, 224, 130), (240, 178, 168), (206, 224, 240)))
        lean = rng.uniform(-12, 12)
        brush.shape([(x, y), (x + 38, y + lean), (x + 46, y + 18 + lean), (x + 6, y + 20)], tone)


def laundry(brush: Brush, rng: Random, tidy: bool) -> None:
    """Washing on a line between the street's trees."""
    if tidy:
        return
    brush.line([(180, 560), (800, 600), (1440, 560)], (90, 92, 96), 5)
    for x in range(360, 1250, 120):
        y, tone = (
            600 - abs(x - 800) * 0.06,
            rng.choice(((224, 98, 90), (98, 148, 196), (240, 236, 226), (236, 184, 92), (124, 168, 122))),
        )
        if rng.random() < 0.5:
            brush.shape(
                [
                    (x - 46, y),
                    (x + 46, y),
                    (x + 70, y + 52),
                    (x + 40, y + 62),
                    (x + 36, y + 150),
                    (x - 36, y + 150),
                    (x - 40, y + 62),
                    (x - 70, y + 52),
                ],
                tone,
            )
        else:
            brush.box((x - 52, y, x + 52, y + 190), tone, 4)
            brush.box((x + 20, y, x + 52, y + 190), darker(tone, 0.1), 4)


def banner(brush: Brush, rng: Random, tidy: bool) -> None:
    """A banner across the street, gone grey and torn."""
    if tidy:
        return
    tone: Colour = (198, 48, 44)
    brush.line([(150, 500), (1470, 520)], (90, 92, 96), 5)
    brush.shape(
        [(260, 506), (1370, 520), (1360, 640), (1180, 622), (1040, 654), (620, 632), (270, 640)], tone
    )
    for i in range(9):
        x, y = 330 + i * 108, 534 + i * 2
        brush.box((x, y, x + 62, y + 12), (246, 220, 120))
        brush.box((x + 24, y - 8, x + 36, y + 66), (246, 220, 120))
        brush.box((x + 4, y + 30, x + 58, y + 42), (246, 220, 120))
    torn = rng.uniform(690, 780)
    brush.shape([(1180, 622), (1230, 626), (1210, torn)], darker(tone))


def cables(brush: Brush, rng: Random, tidy: bool) -> None:
    """Wires pulled across the street, one down to a bicycle's charger."""
    brush.box((760, 130, 786, 930), (158, 150, 140))
    brush.box((640, 210, 910, 226), (128, 120, 112))
    count = 3 if tidy else 17
    for i in range(count):
        y = 214 + (i % 4) * 6
        sag = 40 if tidy else rng.uniform(40, 320)
        line = [(-100 + t * 90, y + sag * math.sin(math.pi * t / 10) + rng.uniform(-3, 3)) for t in range(11)]
        brush.line(line, (54, 54, 58), 4)
        brush.line([(1600 - x, yy) for x, yy in line], (54, 54, 58), 4)
    if tidy:
        return
    for _ in range(5):
        brush.ring(
            (773 + rng.uniform(-24, 24), 330 + rng.uniform(-40, 60)), rng.uniform(30, 54), (48, 48, 52), 5
        )
    brush.line([(773, 360), (880, 600), (930, 760), (1010, 850)], (210, 120, 48), 6)
    brush.box((980, 840, 1050, 880), (236, 234, 228), 6)


def air_conditioner(brush: Brush, rng: Random, tidy: bool) -> None:
    """Outdoor units, hung where heads are."""
    foot = 330 if tidy else 700
    for x in (600, 860):
        y = foot - rng.uniform(0, 20)
        brush.box((x, y - 128, x + 180, y), (236, 234, 228), 8)
        brush.box((x, y - 14, x + 180, y), (196, 196, 192), 6)
        brush.disc((x + 70, y - 66), 50, (150, 154, 156))
        for r in (44, 32, 20):
            brush.ring((x + 70, y - 66), r, (206, 208, 206), 4)
        brush.line([(x + 178, y - 40), (x + 214, y - 40), (x + 214, y - 190)], (222, 218, 206), 10)
