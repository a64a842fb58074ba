"""A row of each table, turned into the record it says."""

from app.notices.kinds import FacilityKind, FollowKind, Mark, Stage, TimeUnit, UnitKind, Urgency
from app.notices.records import (
    Battle,
    Category,
    Clause,
    Deadline,
    Facility,
    FollowUp,
    Grid,
    Group,
    Question,
    Rule,
    Source,
    Squad,
    Town,
    Unit,
    Village,
)
from app.notices.tables import Row


def clause(row: Row) -> Clause:
    return Clause(row.text("code"), row.required("section"), row.text("item"), row.required("text"))


def unit(row: Row) -> Unit:
    return Unit(
        row.text("code"),
        row.required("name"),
        row.required("short_name"),
        row.choice("kind", UnitKind),
        row.flag("leads"),
        row.optional("town"),
        row.required("clause"),
        row.text("receives"),
        row.choice("mark", Mark),
    )


def battle(row: Row) -> Battle:
    return Battle(
        row.text("code"),
        row.integer("number"),
        row.required("name"),
        row.required("lead"),
        row.required("clause"),
    )


def group(row: Row) -> Group:
    return Group(
        row.text("code"),
        row.optional("parent"),
        row.integer("number"),
        row.required("name"),
        row.optional("battle"),
        row.choice("mark", Mark),
    )


def category(row: Row) -> Category:
    return Category(
        row.text("code"),
        row.required("group"),
        row.required("name"),
        row.text("event_code"),
        row.choice("urgency", Urgency),
        row.required("closing"),
        row.text("legal_basis"),
        row.text("note"),
        row.choice("mark", Mark),
    )


def deadline(row: Row) -> Deadline:
    return Deadline(
        row.required("category"),
        row.choice("stage", Stage),
        row.text("milestone"),
        row.amount("amount"),
        row.choice("unit", TimeUnit),
        row.day("plan_date"),
        row.when("when"),
        row.choice("mark", Mark),
        row.text("note"),
    )


def question(row: Row) -> Question:
    return Question(
        row.text("key"),
        row.required("text"),
        row.many("categories"),
        row.required("effect"),
        row.choice("mark", Mark),
    )


def source(row: Row) -> Source:
    return Source(
        row.text("code"),
        row.required("name"),
        row.optional("desk"),
        row.required("clause"),
        row.choice("mark", Mark),
    )


def rule(row: Row) -> Rule:
    return Rule(
        row.text("code"),
        row.required("category"),
        row.required("area"),
        row.required("source"),
        row.when("when"),
        row.required("lead"),
        row.co_units("co_units"),
        row.required("clause"),
        row.required("reason"),
        row.choice("mark", Mark),
    )


def follow_up(row: Row) -> FollowUp:
    return FollowUp(
        row.required("category"),
        row.when("when"),
        row.choice("kind", FollowKind),
        row.required("target"),
        row.required("reason"),
        row.choice("mark", Mark),
    )


def town(row: Row) -> Town:
    return Town(
        row.text("code"),
        row.required("name"),
        row.required("kind"),
        row.text("pinyin"),
        row.text("other_code"),
    )


def village(row: Row) -> Village:
    return Village(row.text("code"), row.required("town"), row.required("name"), row.text("kind"))


def grid(row: Row) -> Grid:
    return Grid(row.text("code"), row.required("village"), row.required("name"))


def facility(row: Row) -> Facility:
    return Facility(
        row.text("code"),
        row.required("name"),
        row.choice("kind", FacilityKind),
        row.degrees("lon"),
        row.degrees("lat"),
        row.flag("schematic"),
        row.text("hours"),
        row.amount("places"),
        row.choice("mark", Mark),
    )


def squad(row: Row) -> Squad:
    return Squad(row.text("code"), row.required("unit"), row.required("name"), row.choice("mark", Mark))
