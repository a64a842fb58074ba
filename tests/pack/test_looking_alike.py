"""The looks that phones are held to are what the server makes of the same pixels."""

import json

from app.photos.lookalike import SAME_LOOK_BITS, bits_apart
from tests.pack.looking_alike import LOOKS, looks_fixture


def test_the_servers_hashes_are_those_in_the_shared_file() -> None:
    kept, today = json.loads(LOOKS.read_text("utf-8")), looks_fixture()

    # scaling may differ by a grey level from one release of the imaging library to the next: the pixels are kept
    assert [look["of"] for look in kept] == [look["of"] for look in today]
    assert all(
        bits_apart(one["hash"], other["hash"]) <= SAME_LOOK_BITS
        for one, other in zip(kept, today, strict=True)
    )
    assert len({look["hash"] for look in kept}) == len(kept)
