"""Which scene shows which case type: the longest beginning of the code decides."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from app.demo import backdrops, props_street, props_vehicles, props_waste, props_works
from app.demo.brush import Brush, Point

Prop = Callable[[Brush, Random, bool], None]
ON_PAVEMENT: Point = (800, 740)
ON_ROAD: Point = (800, 900)
ON_WALL: Point = (800, 520)


@dataclass(frozen=True, slots=True)
class Scene:
    """A place, what is amiss there, and where a near photo looks (scene units)."""

    backdrop: backdrops.Backdrop
    prop: Prop
    focus: Point = ON_PAVEMENT


SCENES: dict[str, Scene] = {
    "LL1": Scene(backdrops.shops, props_works.shed, (800, 680)),
    "LL1-02": Scene(backdrops.shops, props_works.ramp),
    "LL1-03": Scene(backdrops.shops, props_works.arch, (800, 620)),
    "LL2": Scene(backdrops.shops, props_street.stall, (800, 690)),
    "LL2-02": Scene(backdrops.shops, props_street.goods),
    "LL2-04": Scene(backdrops.wall, props_waste.materials),
    "LL2-05": Scene(backdrops.shops, props_street.barbecue),
    "LL2-06": Scene(backdrops.shops, props_street.advertising_board),
    "LL2-07": Scene(backdrops.shops, props_street.ground_locks),
    "LL3": Scene(backdrops.shops, props_vehicles.bicycles),
    "LL3-01": Scene(backdrops.shops, props_vehicles.car),
    "LL3-03": Scene(backdrops.shops, props_vehicles.shared_bicycles),
    "LL3-04": Scene(backdrops.wall, props_vehicles.wreck),
    "LL3-05": Scene(backdrops.shops, props_vehicles.tactile_paving, (800, 790)),
    "LL4": Scene(backdrops.wall, props_street.posters, ON_WALL),
    "LL4-02": Scene(backdrops.wall, props_street.graffiti, ON_WALL),
    "LL4-03": Scene(backdrops.shops, props_street.broken_sign, ON_WALL),
    "LL4-04": Scene(backdrops.shops, props_street.leaflets),
    "LL4-05": Scene(backdrops.shops, props_street.broken_sign, ON_WALL),
    "LL5": Scene(backdrops.wall, props_waste.bags),
    "LL5-01": Scene(backdrops.shops, props_waste.materials),
    "LL5-03": Scene(backdrops.estate, props_waste.rubble),
    "LL5-04": Scene(backdrops.shops, props_waste.puddle),
    "LL5-05": Scene(backdrops.estate, props_waste.furniture),
    "LL5-06": Scene(backdrops.verge, props_waste.fire),
    "LL6": Scene(backdrops.shops, props_street.banner, (800, 620)),
    "LL6-01": Scene(backdrops.shops, props_street.laundry, (800, 640)),
    "LL6-03": Scene(backdrops.shops, props_street.cables, (800, 560)),
    "LL6-04": Scene(backdrops.wall, props_street.laundry, (800, 640)),
    "LL6-05": Scene(backdrops.shops, props_street.air_conditioner, (800, 560)),
    "WJ": Scene(backdrops.estate, props_works.brickwork, (800, 680)),
    "WJ-02": Scene(backdrops.verge, props_works.brickwork, (800, 680)),
    "WJ-03": Scene(backdrops.verge, props_works.shed, (800, 680)),
    "YC": Scene(backdrops.site, props_works.site_dust),
    "YC2": Scene(backdrops.verge, props_works.stockpile),
    "YC3": Scene(backdrops.verge, props_vehicles.lorry, ON_ROAD),
    "YC3-03": Scene(backdrops.site, props_vehicles.muddy_road, ON_ROAD),
    "YC4": Scene(backdrops.verge, props_vehicles.muddy_road, ON_ROAD),
    "YC5": Scene(backdrops.verge, props_works.bare_soil),
    "YC5-02": Scene(backdrops.shops, props_works.tree_pit),
    "YC6": Scene(backdrops.estate, props_works.demolition),
    "WB": Scene(backdrops.shops, props_waste.litter),
    "WB-03": Scene(backdrops.shops, props_vehicles.bicycles),
    "WB-05": Scene(backdrops.shops, props_street.leaflets),
    "SZ": Scene(backdrops.shops, props_works.manhole, (800, 800)),
    "SZ-02": Scene(backdrops.shops, props_works.pothole, ON_ROAD),
    "YL": Scene(backdrops.estate, props_works.dead_tree, (800, 640)),
    "XQ": Scene(backdrops.estate, props_waste.bags),
    "HW": Scene(backdrops.estate, props_waste.bins),
    "": Scene(backdrops.shops, props_waste.litter),
}


def scene_of(category_code: str) -> Scene:
    """The scene for a case type; any code has one."""
    code = category_code
    while code not in SCENES:
        code = code[:-1]
    return SCENES[code]
