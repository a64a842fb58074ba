"""Perceptual hash: two pictures of the same look have hashes that differ in few bits.

The known "pHash" by discrete cosine transform: of a 32 by 32 grey copy the 8 by 8 lowest frequencies,
each compared with their median. It survives re-encoding, scaling and slight toning; not cropping.
"""

import math
import statistics

from PIL import Image

SAME_LOOK_BITS = 3
"""Hashes at most this many bits apart (of 64) are taken for the same picture.

Strict on purpose: a true after-photo is taken from where the before-photo was, and looks much like it.
"""

BAND_BITS = 16
"""A hash has four bands; two that are at most three bits apart share one of them whole."""

_EDGE, _KEPT = 32, 8
_COSINES = [[math.cos(math.pi * (2 * x + 1) * u / (2 * _EDGE)) for x in range(_EDGE)] for u in range(_KEPT)]


def grey_copy(image: Image.Image) -> Image.Image:
    """The 32 by 32 grey copy all comparison starts from."""
    return image.convert("L").resize((_EDGE, _EDGE), Image.Resampling.BOX)


def perceptual_hash(grey: Image.Image) -> str:
    """64 bits as 16 hexadecimal digits, of a ``grey_copy``."""
    pixels = grey.tobytes()
    rows = [pixels[y * _EDGE : (y + 1) * _EDGE] for y in range(_EDGE)]
    across = [[sum(map(float.__mul__, cos, map(float, row))) for cos in _COSINES] for row in rows]
    columns = list(zip(*across, strict=True))
    low = [sum(map(float.__mul__, cos, column)) for cos in _COSINES for column in columns]
    middle = statistics.median(low[1:])  # the first is the mean brightness, which says nothing
    return f"{sum((value > middle) << (63 - i) for i, value in enumerate(low)):016x}"


def bands_of(phash: str) -> list[int]:
    """The four bands of a hash, each a number of its own: to find what is alike by equality."""
    value = int(phash, 16)
    return [at << BAND_BITS | value >> at * BAND_BITS & 0xFFFF for at in range(4)]


def bits_apart(one: str, other: str) -> int:
    """In how many of 64 bits two hashes differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
