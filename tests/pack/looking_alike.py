"""Pictures whose look the server's and the phone's hash are both held to: pixels, grey copy, hash."""

import base64
import io
import json
from pathlib import Path
from typing import Any

from PIL import Image

from app.demo.draw import draw_scene
from app.photos.lookalike import grey_copy, perceptual_hash

LOOKS = Path(__file__).parents[2] / "frontend" / "tests" / "photos" / "looks.json"
SIZES = (("LL2-02", 7, (64, 48)), ("HW-01", 3, (45, 61)), ("LL5-02", 11, (33, 97)), ("YC1-05", 5, (24, 20)))


def looks_fixture() -> list[dict[str, Any]]:
    """Scenes in sizes that do and do not divide by 32, one of them smaller than the copy."""
    return [_look(*one) for one in SIZES]


def _look(category: str, seed: int, size: tuple[int, int]) -> dict[str, Any]:
    with Image.open(io.BytesIO(draw_scene(category, seed, "before"))) as drawn:
        picture = drawn.convert("RGB").resize(size)
    grey = grey_copy(picture)
    return {
        "of": f"{category} {size[0]}×{size[1]}",
        "width": size[0],
        "height": size[1],
        "rgb": base64.b64encode(picture.tobytes()).decode(),
        "grey": base64.b64encode(grey.tobytes()).decode(),
        "hash": perceptual_hash(grey),
    }


if __name__ == "__main__":  # writes the pictures anew: python -m tests.pack.looking_alike
    LOOKS.write_text(json.dumps(looks_fixture(), ensure_ascii=False) + "\n", "utf-8")
