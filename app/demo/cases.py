"""Synthetic cases, so that an empty system has something to show: drawn photos, invented places, all states.

Everything goes through the same doors as real work (intake, the table of moves, the journal), in the order of
time, only with the clock turned back. Every case carries ``demo``; nothing here is taken from life.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from uuid import UUID

from shapely.geometry import Point
from sqlalchemy import select
from sqlmodel import Session, col

from app.cases.intake import take_in
from app.cases.models import Case, FixSource, PhotoRole, Source
from app.cases.moves import Step, make_move
from app.cases.photo_refs import Location, PhotoRef
from app.cases.shapes import Report
from app.cases.table import MOVES
from app.core.clock import now, set_clock
from app.core.ids import timed_id
from app.core.problems import Problem
from app.demo.draw import draw_scene
from app.notices.model import Level
from app.notices.versions import InForce
from app.people.models import Account, AccountRole, Role
from app.people.policy import Person
from app.photos.blobs import BlobStore
from app.photos.records import note_arrival
from app.places.find import outline

DAYS_BACK = 10
SEED = 20230129
A_FEW_STEPS = 0.00008
"""Degrees: the spread of where photos of one matter are taken from, some nine metres."""
SOME_WAY = 0.008
FAR_OFF = 0.04
"""The share of after-photos that are taken somewhere else."""
STREETS = (
    "振兴路",
    "历山路",
    "人民路",
    "健康路",
    "胜利路",
    "鲁山路",
    "荆山路",
    "瑞阳大道",
    "富源路",
    "新城路",
)
SIDES = ("东", "西", "南", "北")
BUSY = ("LL2-01", "LL2-02", "LL3-01", "LL3-02", "LL3-03", "LL4-01", "LL5-02", "YC3-02", "YC1-02", "WB-01")
"""Types that come in more often than others."""

CLOSED = ("accept", "feedback", "check_pass")
FRESH_PATHS: tuple[tuple[str, ...], ...] = (
    (),
    (),
    ("accept",),
    ("accept",),
    ("accept", "feedback"),
    ("accept", "feedback", "check_req"),
    ("accept", "feedback", "check_fail"),
    ("accept", "feedback", "check_fail", "redo"),
    ("return",),
    ("accept", "extend_req"),
    ("accept", "suspend_req", "suspend_ok"),
    ("void_req", "void_ok"),
    CLOSED,
)
"""How far cases of the last days have come: the last step taken decides the state."""
COMPLAINT_PATHS: tuple[tuple[str, ...], ...] = (
    (),
    ("verify_req",),
    ("reject",),
    ("file", "accept"),
    ("file", *CLOSED),
)
"""Complaints wait for COMMAND first."""
OLD_PATHS: tuple[tuple[str, ...], ...] = (
    *(CLOSED,) * 12,
    ("accept",),
    ("accept", "suspend_req", "suspend_ok"),
    ("accept", "feedback", "check_fail"),
    (),
)
"""Older ones are closed, but for a few that are late."""
FRESH_DAYS = 1.5

REASONS = {
    "return": "现场核实不属本单位管养范围，请重新派遣",
    "check_fail": "现场仍有残留，未达到结案标准",
    "reject": "经核实现场无此情况",
    "extend_req": "需调配设备，申请延期处置",
    "suspend_req": "周边道路施工，待竣工后处置",
    "void_req": "演示：误报，申请作废",
}
BY_COMMAND = frozenset(
    {"file", "reject", "verify_req", "check_req", "check_pass", "check_fail", "redo", "suspend_ok"}
)
ASKED_FOR = timedelta(days=7)
TOO_LATE = frozenset({"return-too-late", "extension-too-late"})
"""What the played people sometimes are, as real ones."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """Everything one invented case needs."""

    id: UUID
    seed: int
    category: str
    lon: float
    lat: float
    at: datetime
    source: Source
    reporter: str
    path: tuple[str, ...]


class Stage:
    """The people and tools with which the cases are played."""

    def __init__(self, session: Session, in_force: InForce, store: BlobStore) -> None:
        self.session, self.in_force, self.store = session, in_force, store
        self.people = {person.username: person for person in _people(session)}

    def photo(self, scene: _Scene, role: PhotoRole, at: datetime, bearer: Person) -> PhotoRef:
        """Draw a photo, keep it, and note who brought it."""
        stood = _stood(scene, role, at)
        data = draw_scene(scene.category, scene.seed, role.value, at, (stood.lon, stood.lat))
        digest = sha256(data).hexdigest()
        with self.store.begin(digest) as incoming:
            incoming.write(data)
            incoming.finish()
        note_arrival(self.session, digest, len(data), bearer.id, at)
        is_a_callers = scene.source is Source.HOTLINE and role is not PhotoRole.AFTER
        return PhotoRef(sha256=digest, role=role, taken_at=at, location=None if is_a_callers else stood)


def make_demo_cases(session: Session, in_force: InForce, store: BlobStore, count: int) -> int:
    """Play ``count`` cases over the last days; returns how many. The clock is put back afterwards."""
    stage = Stage(session, in_force, store)
    end = now()
    scenes = list(_scenes(in_force, count, end))
    script = sorted(
        (moment for scene in scenes for moment in _script(stage, scene, end)), key=lambda moment: moment[0]
    )
    try:
        for at, play in script:
            set_clock(lambda at=at: at)  # type: ignore[misc]  # a default binds the loop's value
            play()
    finally:
        set_clock(None)
    return len(scenes)


def _scenes(in_force: InForce, count: int, end: datetime) -> Iterator[_Scene]:
    random = Random(SEED)  # noqa: S311  (a reproducible demo, no secret)
    categories = [code for code in in_force.notice.categories for _ in range(6 if code in BUSY else 1)]
    towns = [
        outline(area) for area in in_force.notice.areas.values() if area.level is Level.TOWN and area.shape
    ]
    seat = Point(in_force.notice.county.centre)
    for index in range(count):
        near_seat = random.random() < 0.55
        lon, lat = _somewhere(
            random, seat if near_seat else random.choice(towns).centroid, 0.012 if near_seat else 0.025
        )
        source = random.choices((Source.INSPECTOR, Source.HOTLINE), (8, 1))[0]
        at = _working_moment(random, in_force, end)
        yield _Scene(
            id=timed_id(at, random.getrandbits(128) >> 54),
            seed=index,
            category=random.choice(categories),
            lon=lon,
            lat=lat,
            at=at,
            source=source,
            reporter="command" if source is Source.HOTLINE else random.choice(("inspector", "inspector2")),
            path=random.choice(_paths(source, end - at)),
        )


def _paths(source: Source, age: timedelta) -> tuple[tuple[str, ...], ...]:
    if source is Source.HOTLINE:
        return COMPLAINT_PATHS
    return FRESH_PATHS if age < timedelta(days=FRESH_DAYS) else OLD_PATHS


def _somewhere(random: Random, around: Point, spread: float) -> tuple[float, float]:
    return round(random.gauss(around.x, spread), 6), round(random.gauss(around.y, spread), 6)


def _stood(scene: _Scene, role: PhotoRole, at: datetime) -> Location:
    """Where the photographer stood: a few steps away, and once in a while somewhere else altogether."""
    random = Random(f"{scene.seed} {role.value}")  # noqa: S311
    is_far = role is PhotoRole.AFTER and random.random() < FAR_OFF
    lon, lat = _somewhere(random, Point(scene.lon, scene.lat), SOME_WAY if is_far else A_FEW_STEPS)
    accuracy_m = float(random.randint(4, 15))
    return Location(lon=lon, lat=lat, accuracy_m=accuracy_m, fixed_at=at, source=FixSource.GPS)


def _working_moment(random: Random, in_force: InForce, end: datetime) -> datetime:
    """A moment of work within the last days, more of them lately."""
    back = timedelta(days=DAYS_BACK) * random.random() ** 2
    start = in_force.calendar.previous_working(end - back)
    return start - timedelta(minutes=random.random() * 90)


def _script(stage: Stage, scene: _Scene, end: datetime) -> Iterator[tuple[datetime, Callable[[], None]]]:
    """The moments of a case's life, as far as they lie before ``end``."""
    random = Random(scene.seed)  # noqa: S311
    yield scene.at, lambda: _report(stage, scene)
    at = scene.at
    for operation in scene.path:
        at += timedelta(minutes=random.randint(10, 240))
        if at >= end:
            return
        yield at, lambda operation=operation: _step(stage, scene, operation)  # type: ignore[misc]  # a default binds the loop's value


def _report(stage: Stage, scene: _Scene) -> None:
    random = Random(scene.seed)  # noqa: S311
    reporter, at = stage.people[scene.reporter], now()
    roles = (PhotoRole.NEAR, PhotoRole.FAR) if random.random() < 0.3 else (PhotoRole.BEFORE,)
    street, other = random.sample(STREETS, 2)
    side, metres = random.choice(SIDES), random.randrange(10, 200, 10)
    report = Report(
        category=scene.category,
        source=scene.source,
        taken_at=at,
        location=Location(
            lon=scene.lon, lat=scene.lat, accuracy_m=random.randint(4, 30), fixed_at=at, source=FixSource.GPS
        ),
        description=f"{street}与{other}交叉口向{side}{metres}米（演示数据）",
        photos=[stage.photo(scene, role, at, reporter) for role in roles],
    )
    take_in(stage.session, stage.in_force, reporter, scene.id, report)


def _step(stage: Stage, scene: _Scene, operation: str) -> None:
    """Take a step, if the case has come to where it begins."""
    case = stage.session.get_one(Case, scene.id)
    stage.session.refresh(case)
    if case.state not in MOVES[operation].from_states:
        return
    actor = stage.people[_chair(operation, case.unit_code.lower())]
    photos = [stage.photo(scene, PhotoRole.AFTER, now(), actor)] if operation == "feedback" else []
    until = now() + ASKED_FOR if operation in {"extend_req", "suspend_req"} else None
    step = Step(case.version, REASONS.get(operation, ""), photos, until=until)
    try:
        make_move(stage.session, stage.in_force, actor, case, operation, step)
    except Problem as refusal:
        if refusal.kind.name not in TOO_LATE:
            raise


def _chair(operation: str, unit: str) -> str:
    """Who takes the step."""
    if operation in BY_COMMAND or operation == "void_req":
        return "command"
    if operation == "void_ok":
        return "office"
    return f"crew-{unit}" if operation == "feedback" else f"dispatcher-{unit}"


def _people(session: Session) -> Iterator[Person]:
    roles: dict[UUID, set[Role]] = {}
    for row in session.execute(select(AccountRole)).scalars():
        roles.setdefault(row.account_id, set()).add(row.role)
    for account in session.execute(select(Account).where(col(Account.demo).is_(True))).scalars():
        yield Person(
            account.id,
            account.username,
            account.name,
            frozenset(roles[account.id]),
            account.unit_code,
            demo=True,
        )
