"""What comes in over HTTP about drafts: new ones, changes, single rules, steps."""

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from app.core.shapes import Count, Sent
from app.notices.kinds import Mark
from app.notices.model import Condition, CoUnit, Rule

Code = Annotated[str, StringConstraints(pattern=r"^[^\s/?#%;,；，]{1,64}$")]
Words = Annotated[str, Field(max_length=2000)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]


class HelperIn(Sent):
    """A unit that helps, or TOWN, and with what."""

    code: Annotated[str, Field(max_length=32)]
    duty: Annotated[str, Field(max_length=60)] = ""


class RuleIn(Sent, BaseModel):
    """A rule as it is drafted. What is wrong with it is told as a fault, so that unfinished work is kept."""

    code: Code
    category: Annotated[str, Field(max_length=32)] = ""
    area: Annotated[str, Field(max_length=15)] = "*"
    source: Annotated[str, Field(max_length=32)] = "*"
    when: Annotated[dict[Annotated[str, Field(max_length=40)], bool], Field(max_length=10)] = {}
    lead: Annotated[str, Field(max_length=32)] = ""
    co_units: Annotated[list[HelperIn], Field(max_length=20)] = []
    clause: Annotated[str, Field(max_length=64)] = ""
    reason: Annotated[str, Field(max_length=200)] = ""
    mark: Mark = Mark.D

    def rule(self) -> Rule:
        """As the notice has it."""
        return Rule(
            code=self.code,
            category=self.category.strip(),
            area=self.area.strip(),
            source=self.source.strip(),
            when=tuple(Condition(key, self.when[key]) for key in sorted(self.when)),
            lead=self.lead.strip(),
            co_units=tuple(CoUnit(one.code.strip(), one.duty.strip()) for one in self.co_units),
            clause=self.clause.strip(),
            reason=self.reason.strip(),
            mark=self.mark,
        )


class NewDraft(Sent):
    """A draft to begin with the rules in force."""

    title: Title
    note: Words = ""


class DraftChange(Sent):
    """What to put in a draft's place; what is left out stays. ``version`` is the revision that was seen."""

    version: Count
    title: Title | None = None
    note: Words | None = None
    rules: Annotated[list[RuleIn], Field(max_length=2000)] | None = None


class RulePut(Sent):
    """One rule, and the revision of the draft that was seen."""

    version: Count
    rule: RuleIn


class DraftStep(Sent):
    """A step of a draft on the revision that was seen."""

    version: Count
    reason: Annotated[str, Field(max_length=1000)] = ""
