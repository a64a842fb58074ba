"""How much of each fault: a little in ``make test``, the whole of it in ``make faults``."""

import os
from dataclasses import dataclass

IS_FULL = os.environ.get("XUNCHENG_FAULTS") == "full"


@dataclass(frozen=True, slots=True)
class Dose:
    """``kill_*``: the random kills; ``every_*``: cut the line after so many bytes; ``answers``: lost ones;
    ``city_*``: reports and kills behind the proxy."""

    kill_reports: int
    kills: int
    every_byte_of_a_report: int
    every_photo_bytes: int
    answers: int
    cuts_of_power: int
    city_reports: int
    city_kills: int


DOSE = (
    Dose(
        kill_reports=1_000,
        kills=100,
        every_byte_of_a_report=1,
        every_photo_bytes=512,
        answers=200,
        cuts_of_power=60,
        city_reports=1_000,
        city_kills=30,
    )
    if IS_FULL
    else Dose(
        kill_reports=60,
        kills=8,
        every_byte_of_a_report=41,
        every_photo_bytes=16_384,
        answers=20,
        cuts_of_power=3,
        city_reports=40,
        city_kills=2,
    )
)
