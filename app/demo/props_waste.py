"""What lies about: rubbish, rubble, old furniture, and what should hold it."""

from random import Random

from app.demo.brush import Brush, Colour, darker, lighter

BAGS: list[Colour] = [
    (56, 58, 64),
    (66, 70, 78),
    (214, 70, 62),
    (238, 236, 230),
    (72, 122, 160),
    (94, 140, 92),
]
BRICK: Colour = (172, 92, 70)
SAND: Colour = (212, 184, 136)


def _bag(brush: Brush, x: float, foot: float, size: float, tone: Colour) -> None:
    brush.disc((x, foot - size * 0.46), size * 0.6, tone, squash=0.8)
    brush.shape(
        [
            (x - 14, foot - size * 0.84),
            (x - 20, foot - size * 1.12),
            (x + 20, foot - size * 1.1),
            (x + 13, foot - size * 0.84),
        ],
        tone,
    )
    brush.disc((x - size * 0.2, foot - size * 0.6), size * 0.2, lighter(tone, 0.2), squash=0.7)


def bags(brush: Brush, rng: Random, tidy: bool) -> None:
    """Rubbish in bags and out of them."""
    if tidy:
        return
    brush.heap((810, 900), 640, 150, (150, 132, 112), rng)
    for row, foot in enumerate((800, 852, 906)):
        for i in range(5 + row):
            x = 800 + (i - (4 + row) / 2) * 108 + rng.uniform(-24, 24)
            _bag(brush, x, foot + rng.uniform(-12, 12), rng.uniform(76, 112), rng.choice(BAGS))
    for _ in range(34):
        x, y, tone = (
            rng.uniform(400, 1210),
            rng.uniform(856, 950),
            rng.choice(((240, 236, 226), (96, 156, 196), (226, 166, 66), (200, 70, 60))),
        )
        brush.shape([(x, y), (x + 22, y - 6), (x + 28, y + 7), (x + 5, y + 10)], tone)


def litter(brush: Brush, rng: Random, tidy: bool) -> None:
    """A neglected front: some litter, a few leaves."""
    if tidy:
        return
    _bag(brush, 640, 890, 92, BAGS[0])
    _bag(brush, 730, 902, 70, BAGS[3])
    for _ in range(70):
        x, y = rng.uniform(420, 1180), rng.uniform(740, 960)
        if rng.random() < 0.5:
            brush.disc(
                (x, y),
                rng.uniform(6, 13),
                rng.choice(((184, 138, 62), (152, 116, 58), (134, 142, 70))),
                squash=0.45,
            )
        else:
            brush.shape(
                [(x, y), (x + 24, y - 6), (x + 30, y + 8), (x + 5, y + 10)],
                rng.choice(((240, 236, 226), (96, 156, 196), (214, 84, 70))),
            )


def materials(brush: Brush, rng: Random, tidy: bool) -> None:
    """Sand and bricks left on the pavement."""
    if tidy:
        return
    brush.heap((620, 900), 460, 210, SAND, rng)
    brush.shadow((1020, 904), 220)
    for row in range(6):
        for i in range(6 - row // 3):
            x, y = 860 + i * 58 + (row % 2) * 14, 904 - row * 30
            brush.box((x, y - 28, x + 55, y), rng.choice((BRICK, lighter(BRICK, 0.1), darker(BRICK, 0.1))), 2)
    brush.line([(700, 760), (780, 900)], (150, 116, 80), 9)
    brush.shape([(764, 870), (800, 862), (812, 916), (786, 924)], (110, 114, 120))


def rubble(brush: Brush, rng: Random, tidy: bool) -> None:
    """Builders' rubble."""
    if tidy:
        return
    brush.heap((800, 910), 720, 190, (176, 164, 150), rng)
    for _ in range(70):
        x = rng.uniform(470, 1130)
        y = 900 - rng.uniform(0, 1) * max(0, 170 - abs(x - 800) * 0.5)
        size, tone = (
            rng.uniform(14, 40),
            rng.choice((BRICK, (198, 190, 178), (142, 136, 130), (226, 222, 212))),
        )
        lean = rng.uniform(-0.4, 0.4) * size
        brush.shape(
            [(x, y - lean), (x + size, y), (x + size * 0.9, y + size * 0.6), (x - 3, y + size * 0.5)], tone
        )


def furniture(brush: Brush, rng: Random, tidy: bool) -> None:
    """A sofa, a mattress and a television that somebody put out."""
    if tidy:
        return
    tone: Colour = rng.choice(((150, 84, 72), (96, 122, 120), (164, 132, 96)))
    brush.footing(460, 980, 892)
    brush.shape([(960, 560), (1100, 590), (1080, 890), (930, 890)], (226, 216, 196))
    for i in range(4):
        brush.line([(955 - i * 5, 620 + i * 66), (1096 - i * 5, 640 + i * 62)], (190, 178, 158), 5)
    brush.box((480, 660, 950, 840), darker(tone, 0.12), 40)
    brush.box((520, 770, 910, 870), tone, 22)
    brush.line([(715, 776), (715, 866)], darker(tone, 0.3), 5)
    for x in (446, 900):
        brush.box((x, 730, x + 84, 890), lighter(tone, 0.1), 30)
    brush.shape([(600, 776), (660, 770), (672, 812), (612, 820)], (236, 226, 198))
    brush.shadow((1190, 910), 110)
    brush.box((1110, 780, 1270, 905), (62, 64, 68), 10)
    brush.box((1124, 794, 1236, 888), (96, 108, 116), 8)


def puddle(brush: Brush, rng: Random, tidy: bool) -> None:
    """Dirty water poured out."""
    if tidy:
        return
    for x, y, r in ((760, 860, 300), (980, 900, 190), (560, 905, 150)):
        brush.disc((x, y), r, (84, 82, 66, 190), squash=0.24)
        brush.disc((x - 20, y - 6), r * 0.7, (118, 114, 86, 150), squash=0.18)
    for _ in range(22):
        brush.disc(
            (rng.uniform(540, 1020), rng.uniform(830, 910)),
            rng.uniform(5, 15),
            (206, 190, 110, 200),
            squash=0.5,
        )
    brush.shadow((1060, 800), 80)
    brush.shape([(1000, 690), (1120, 690), (1106, 800), (1014, 800)], (84, 130, 170))
    brush.disc((1060, 690), 60, (64, 100, 136), squash=0.25)


def fire(brush: Brush, rng: Random, tidy: bool) -> None:
    """Leaves burning."""
    if tidy:
        return
    brush.heap((800, 906), 480, 110, (92, 78, 64), rng)
    for i in range(9):
        x, tall = 640 + i * 40 + rng.uniform(-12, 12), rng.uniform(80, 180)
        brush.shape(
            [
                (x - 34, 880),
                (x - 12, 880 - tall * 0.6),
                (x, 880 - tall),
                (x + 16, 880 - tall * 0.5),
                (x + 34, 880),
            ],
            (234, 108, 44),
        )
        brush.shape([(x - 18, 882), (x, 880 - tall * 0.6), (x + 18, 882)], (250, 204, 88))
    for i in range(8):
        brush.cloud((800 + i * 34, 720 - i * 84), 84 + i * 24, (120, 122, 128, 66), rng)


def bins(brush: Brush, rng: Random, tidy: bool) -> None:
    """The four bins of a collection point: closed, or overflowing."""
    tones: list[Colour] = [(64, 128, 86), (60, 104, 164), (188, 62, 56), (110, 112, 116)]
    for i, tone in enumerate(tones):
        x = 480 + i * 176
        brush.shadow((x + 70, 900), 104)
        for _ in range(0 if tidy else 3):
            place, foot = x + rng.uniform(14, 126), 700 + rng.uniform(-26, 10)
            _bag(brush, place, foot, rng.uniform(70, 100), rng.choice(BAGS))
        _bin(brush, x, tone)
        if tidy:
            brush.shape([(x - 4, 678), (x + 10, 642), (x + 130, 642), (x + 144, 678)], lighter(tone, 0.1))
    if tidy:
        return
    for place in (450, 640, 1000, 1190):
        _bag(brush, place, 930 + rng.uniform(-8, 8), rng.uniform(84, 110), rng.choice(BAGS))
    for _ in range(20):
        left, y = rng.uniform(400, 1240), rng.uniform(910, 955)
        scrap = [(left, y), (left + 24, y - 6), (left + 30, y + 8), (left + 5, y + 10)]
        brush.shape(scrap, rng.choice(((240, 236, 226), (96, 156, 196), (214, 84, 70))))


def _bin(brush: Brush, x: float, tone: Colour) -> None:
    brush.shape([(x, 690), (x + 140, 690), (x + 126, 890), (x + 14, 890)], tone)
    brush.shape([(x + 104, 690), (x + 140, 690), (x + 126, 890), (x + 98, 890)], darker(tone))
    brush.box((x - 6, 676, x + 146, 704), darker(tone, 0.1), 8)
    brush.disc((x + 70, 786), 32, lighter(tone, 0.7))
    brush.disc((x + 70, 786), 22, tone)
    for wheel in (x + 26, x + 112):
        brush.disc((wheel, 892), 15, (46, 48, 52))
