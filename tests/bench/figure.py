"""A measured figure: ours, the baseline's of the same run, and what goal the quotient is held to."""

import json
import os
from dataclasses import dataclass

SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
"""How long each figure may be measured, warming up left out."""
BACKENDS = os.environ.get("BENCH_BACKENDS", "sqlite,postgresql").split(",")


@dataclass(frozen=True)
class Figure:
    """``goal`` bounds ours / baseline from above, or ours itself where ``absolute``."""

    name: str
    goal: float
    ours: float
    baseline: float
    baseline_name: str
    unit: str = "CPU ms, service and database"
    absolute: bool = False
    about: str = ""

    @property
    def value(self) -> float:
        """What the goal is held against."""
        return self.ours if self.absolute else self.ours / self.baseline

    def line(self) -> str:
        """One line of JSON with both sides."""
        note = f"goal ≤ {self.goal:g}: {'met' if self.value <= self.goal else 'NOT met'}"
        said = {
            "name": self.name,
            "value": round(self.value, 3),
            "unit": self.unit if self.absolute else f"ours / baseline ({self.unit})",
            "ours": round(self.ours, 3),
            "baseline": round(self.baseline, 3),
            "baseline_name": self.baseline_name,
            "note": f"{self.about}; {note}" if self.about else note,
        }
        return json.dumps(said, ensure_ascii=False)
