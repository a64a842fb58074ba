"""A brush that paints in the units of a scene, whatever part of it the camera shows.

A scene is 1600 units wide and 1200 high, origin at the upper left. Everything is painted at twice the
size of the photo and reduced, which smooths the edges.
"""

import math
from collections.abc import Iterable, Sequence
from random import Random

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 1200
OVERSIZE = 2

Colour = tuple[int, int, int] | tuple[int, int, int, int]
Point = tuple[float, float]
Box = tuple[float, float, float, float]


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """``share`` (0-1) of ``other`` in ``one``."""
    r, g, b = (round(a + (z - a) * share) for a, z in zip(one[:3], other[:3], strict=True))
    return r, g, b


def darker(colour: Colour, share: float = 0.18) -> Colour:
    """The colour in the shade."""
    return mixed(colour, (20, 24, 40), share)


def lighter(colour: Colour, share: float = 0.25) -> Colour:
    """The colour in the light."""
    return mixed(colour, (255, 250, 238), share)


class Brush:
    """Paints on its own canvas; ``zoom`` enlarges the scene about ``focus`` (scene units)."""

    def __init__(self, ground: Colour, zoom: float, focus: Point) -> None:
        self.canvas = Image.new("RGB", (WIDTH * OVERSIZE, HEIGHT * OVERSIZE), ground)
        self._solid = ImageDraw.Draw(self.canvas, "RGB")
        self._sheer = ImageDraw.Draw(self.canvas, "RGBA")  # blends each pixel, so only where it must
        self._scale = zoom * OVERSIZE
        self._left = focus[0] - WIDTH / 2 / zoom
        self._top = min(focus[1] - HEIGHT / 2 / zoom, HEIGHT - HEIGHT / zoom)

    def box(self, area: Box, fill: Colour, radius: float = 0) -> None:
        """A rectangle, with rounded corners if ``radius``."""
        left, top = self._at((area[0], area[1]))
        right, bottom = self._at((area[2], area[3]))
        if right <= left or bottom <= top:
            return
        if radius:
            self._with(fill).rounded_rectangle((left, top, right, bottom), radius * self._scale, fill=fill)
        else:
            self._with(fill).rectangle((left, top, right, bottom), fill=fill)

    def shape(self, corners: Iterable[Point], fill: Colour) -> None:
        """A polygon."""
        self._with(fill).polygon([self._at(corner) for corner in corners], fill=fill)

    def line(self, points: Sequence[Point], fill: Colour, width: float) -> None:
        """A line through the points."""
        pixels = [self._at(point) for point in points]
        self._with(fill).line(pixels, fill=fill, width=max(1, round(width * self._scale)), joint="curve")

    def disc(self, centre: Point, radius: float, fill: Colour, squash: float = 1.0) -> None:
        """A circle, or an ellipse whose height is ``squash`` of its width."""
        x, y = self._at(centre)
        rx, ry = radius * self._scale, radius * squash * self._scale
        self._with(fill).ellipse((x - rx, y - ry, x + rx, y + ry), fill=fill)

    def ring(self, centre: Point, radius: float, fill: Colour, width: float) -> None:
        """A circle's outline."""
        x, y = self._at(centre)
        r = radius * self._scale
        self._with(fill).ellipse(
            (x - r, y - r, x + r, y + r), outline=fill, width=max(1, round(width * self._scale))
        )

    def shadow(self, centre: Point, radius: float) -> None:
        """What stands on the ground darkens it."""
        self.disc(centre, radius, (20, 24, 40, 46), squash=0.15)
        self.disc(centre, radius * 0.78, (20, 24, 40, 40), squash=0.14)

    def footing(self, left: float, right: float, foot: float) -> None:
        """The shadow of something square, falling to the right."""
        self.shape(
            [
                (left, foot - 4),
                (right, foot - 4),
                (right + 60, foot - 34),
                (right + 64, foot - 12),
                (right + 8, foot + 16),
                (left + 12, foot + 16),
            ],
            (20, 24, 40, 70),
        )

    def cloud(self, centre: Point, size: float, fill: Colour, rng: Random) -> None:
        """A soft heap of discs: leaves, smoke, dust."""
        x, y = centre
        for _ in range(11):
            angle, far = rng.uniform(0, math.tau), rng.uniform(0.1, 0.72) * size
            spot = (x + math.cos(angle) * far, y + math.sin(angle) * far * 0.62)
            self.disc(spot, size * rng.uniform(0.24, 0.46), fill, squash=0.9)

    def heap(self, base: Point, width: float, height: float, fill: Colour, rng: Random) -> None:
        """A heap of loose stuff on the ground, lit from the left."""
        x, y = base
        steps = 13
        ridge = [
            (
                x + width * (i / steps - 0.5),
                y - height * math.sin(math.pi * i / steps) ** 0.85 * rng.uniform(0.9, 1.06),
            )
            for i in range(steps + 1)
        ]
        ridge[0], ridge[-1] = (x - width / 2, y), (x + width / 2, y)
        self.shadow((x, y), width * 0.56)
        self.shape(ridge, fill)
        crest = ridge[steps // 2]
        shade = [crest, *ridge[steps // 2 :], (x + width * 0.12, y)]
        self.shape(shade, darker(fill, 0.16))
        for _ in range(34):
            far = rng.uniform(-0.44, 0.44)
            top = height * math.cos(math.pi * far) * 0.85
            spot = (x + far * width, y - rng.uniform(0.04, 0.9) * top)
            tone = rng.choice((darker(fill, 0.25), lighter(fill, 0.22)))
            self.disc(spot, rng.uniform(3, 9), tone, squash=0.6)

    def _with(self, colour: Colour) -> ImageDraw.ImageDraw:
        return self._sheer if len(colour) == 4 else self._solid

    def _at(self, point: Point) -> Point:
        return (point[0] - self._left) * self._scale, (point[1] - self._top) * self._scale
