"""The shape of the ladder of alerts and of the occasions for them (`escalation.toml`, `alerts.toml`)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, StrictInt, ValidationError, model_validator

from config.citations import SourceStanding, Strict
from config.commands import Command
from config.faults import problems_in
from config.schema import Gate, Post
from config.sending import Delivery
from config.storm_guard import StormGuard
from config.vocabulary import Stage

AskedPost = Literal["decider", "next_post"]
"""Of a step of a decision: whoever decides, or the post above, to which it goes when nobody decided."""
StepPost = Literal[Post, AskedPost]
OpenStage = Literal[Stage.ESTIMATE, Gate]
"""A stage in which a contract may linger."""


class AfterTold(Strict):
    """A pause that a step waits after another step was told, in business days."""

    step: str
    business_days: Annotated[int, Field(ge=1)]


class EscalationStep(Strict):
    """One step of the ladder: so many business days after the due date (negative: before), to whom.

    `after_told` keeps it back until so long after an earlier step was told. `names_last_day`: the subject says until
    when its readers have time before the next post is told.
    """

    id: str
    label: str
    after_business_days: StrictInt
    after_told: AfterTold | None = None
    to: Annotated[tuple[StepPost, ...], Field(min_length=1)]
    copy_to: tuple[StepPost, ...] = ()
    subject_tag: str
    names_last_day: bool = False
    standing: SourceStanding = "仮定"

    @property
    def is_late(self) -> bool:
        """Whether the step lies after the due date."""
        return self.after_business_days > 0


class Weight(Strict):
    """One class of the order of weight: the rules and occasions (AL-…) that it holds; none named holds the rest.

    With `handling` the class holds them only where 特定個人情報 or 要配慮個人情報 is handled.
    """

    label: str
    codes: tuple[str, ...] = ()
    handling: Literal["specific_or_sensitive"] | None = None

    def holds(self, code: str, *, handles_special: bool) -> bool:
        """Whether the class holds the rule or occasion, by what kind of data its subject handles."""
        return (not self.codes or code in self.codes) and (self.handling is None or handles_special)


class Escalation(Strict):
    """The ladder of alerts: its steps in order, the pauses in business days, the repeat in months.

    `weights` is the order in which duties are told, the heaviest class first. A message writes out what lacks of
    `full_items` contracts at most (for a desk that is told of more than that, of `full_of_many`) and names
    `listed_items` more; a head's mail has `screen_lines` lines at most.
    `weights` is the order in which duties are told, the heaviest class first. A decision that waits climbs steps of its
    own (`decision_steps`), the last of them to the `next_post` of who decides. What reaches contracts that run already
    leaves them `notice_business_days` from its first day.
    """

    steps: Annotated[tuple[EscalationStep, ...], Field(min_length=1)]
    decision_steps: tuple[EscalationStep, ...] = ()
    next_post: Mapping[Post, Post] = Field(default_factory=dict)
    weights: tuple[Weight, ...] = ()
    storm: StormGuard = StormGuard()
    full_items: Annotated[int, Field(ge=1)] = 10
    screen_lines: Annotated[int, Field(ge=20)] = 25
    full_of_many: Annotated[int, Field(ge=1)] = 3
    listed_items: Annotated[int, Field(ge=0)] = 100
    soon_business_days: Annotated[int, Field(ge=0)] = 5
    notice_business_days: Annotated[int, Field(ge=14)] = 14
    repeat_months: Annotated[int, Field(ge=1)] = 1
    pause_business_days: Annotated[int, Field(ge=1)] = 5
    snooze_business_days: Annotated[int, Field(ge=1)] = 5
    snooze_limit: Annotated[int, Field(ge=0)] = 2
    quiet_max_days: Annotated[int, Field(ge=1)] = 31
    delivery: Delivery = Delivery()

    @model_validator(mode="after")
    def _steps_climb(self) -> Self:
        if faults := list(self._faults()):
            raise ValueError("。".join(faults))
        return self

    def _faults(self) -> Iterator[str]:
        """The faults of the steps as a whole."""
        yield from _of_steps("steps", self.steps, self._of_duties)
        if self.decision_steps:
            yield from _of_steps("decision_steps", self.decision_steps, frozenset(get_args(AskedPost)))
        for id_, times in Counter(step.id for step in self.every_step).items():
            if times > 1:
                yield f"段階「{id_}」が{times}つあります。id を別々にしてください"
        if sum(not one.codes for one in self.weights) > 1:
            yield "codes を書かない重さ(weights)は1つだけです(ほかの全てを受ける組)"

    @property
    def _of_duties(self) -> frozenset[str]:
        return frozenset(get_args(Post))

    @property
    def every_step(self) -> tuple[EscalationStep, ...]:
        """The steps of duties, and those of decisions."""
        return (*self.steps, *self.decision_steps)

    @cached_property
    def of_decisions(self) -> "Escalation":
        """The ladder that a decision climbs; that of duties where the pack has no steps of decisions."""
        return self.model_copy(update={"steps": self.decision_steps or self.steps, "decision_steps": ()})

    def weight(self, code: str, *, handles_special: bool) -> int:
        """The place of a rule or occasion in the order of weight, 0 for the heaviest.

        A class that names it comes before the class that names none; what no class holds comes last.
        """
        asked = (code, handles_special)
        if asked not in self._weights:
            self._weights[asked] = self._weighed(code, handles_special=handles_special)
        return self._weights[asked]

    @cached_property
    def _weights(self) -> dict[tuple[str, bool], int]:
        """The places that were looked up before."""
        return {}

    def _weighed(self, code: str, *, handles_special: bool) -> int:
        held = [n for n, one in enumerate(self.weights) if one.holds(code, handles_special=handles_special)]
        return min(held, key=lambda n: (not self.weights[n].codes, n), default=len(self.weights))

    def step(self, id_: str) -> EscalationStep:
        """The step of that id. Raises KeyError."""
        for step in self.steps:
            if step.id == id_:
                return step
        raise KeyError(id_)

    def rank(self, id_: str) -> int:
        """How high a step stands, counted from 1; 0 for a step that is not on the ladder."""
        for n, step in enumerate(self.steps, start=1):
            if step.id == id_:
                return n
        return 0


def _of_steps(name: str, steps: tuple[EscalationStep, ...], posts: frozenset[str]) -> Iterator[str]:
    """The faults of one ladder's steps; `posts` are those to which its steps may go."""
    days = [step.after_business_days for step in steps]
    if days != sorted(set(days)):
        order = "、".join(f"{step.id} = {step.after_business_days}" for step in steps)
        yield f"段階({name})は日数の小さい順に、重ならないように並べてください(今は {order})"
    if not any(step.is_late for step in steps):
        yield "期限の後の段階(after_business_days > 0)が1つは要ります"
    for number, step in enumerate(steps):
        if step.after_told and step.after_told.step not in {s.id for s in steps[:number]}:
            yield f"{step.id} の after_told が、前の段階を指していません({step.after_told.step})"
        if wrong := sorted({*step.to, *step.copy_to} - posts):
            yield f"{step.id} の宛先「{'・'.join(wrong)}」は、段階({name})の宛先になりません"


def with_days(ladder: Escalation, days: Mapping[str, int]) -> tuple[Escalation, list[tuple[str, str]]]:
    """The ladder with an installation's own days of steps, and the place and problem of every fault in them."""
    named = [step.id for step in ladder.every_step]
    problem = f"段階がありません(あるのは{'、'.join(named)})"
    faults = [(f"escalation.{id_}", problem) for id_ in sorted(days.keys() - set(named))]
    content = ladder.model_dump()
    for step in (*content["steps"], *content["decision_steps"]):
        step["after_business_days"] = days.get(step["id"], step["after_business_days"])
    try:
        return Escalation.model_validate(content), faults
    except ValidationError as error:
        return ladder, [*faults, *(("escalation", problem) for _, problem in problems_in(error))]


OwnOccasion = Literal[
    "incident",
    "signs_of_subcontracting",
    "late_start",
    "undecided_application",
    "begun_while_undecided",
    "ending_override",
    "contact_test",
    "year_end",
    "slow_stage",
    "unreachable",
    "exception_requested",
    "application_made",
    "substitute_made",
    "second_check",
    "matter_of_two",
]
"""The occasions that the engine finds by itself and that no rule of the register carries."""


class AlertKind(Strict):
    """An occasion for an alert (規程台帳 A-11, and those that the product adds).

    Where `rules` are named, the rule's own words and due date carry the occasion. `days`, `months` and `allowances`
    (business days per stage) are the numbers of occasions that no rule carries. `highest` is the last step the alert
    climbs to. `occasion` names what the engine finds by itself; `at_once_where` says of which unmet duties the alert is
    told at once: of those whose paper is there and wrong, of all, or of subcontracts begun without approval.
    `decision` is the word for what is decided, where the occasion is a decision that waits: it climbs
    `decision_steps`, and its `days` are business days. `asks` are the posts of the office that may decide, the first to
    be asked first; none where the rule or the act itself says who decides. `manner`: how it is told (`config.manners`).
    """

    code: Annotated[str, Field(pattern=r"^AL-\d{2}$")]
    label: str
    rules: tuple[str, ...] = ()
    at_once: bool = False
    urgent: bool = False
    manner: Literal["記録のみ", "まとめのみ", "単独"] = "まとめのみ"
    highest: str | None = None
    occasion: OwnOccasion | None = None
    at_once_where: Literal["on_paper", "unmet", "unapproved"] = "on_paper"
    days: Annotated[int, Field(ge=1)] | None = None
    months: Annotated[int, Field(ge=1)] | None = None
    allowances: dict[OpenStage, Annotated[StrictInt, Field(ge=1)]] = Field(default_factory=dict)
    trigger: str
    source: str
    standing: SourceStanding
    oversight: str | None = None
    remedy: str | None = None
    command: Command | None = None
    decision: str = ""
    asks: tuple[Post, ...] = ()

    @property
    def wordings(self) -> tuple[str | None, ...]:
        """The texts of the occasion in which a desk may stand as {desk:id}."""
        return (self.remedy,)

    @model_validator(mode="after")
    def _says_what_to_do(self) -> Self:
        if not self.rules and not (self.remedy and self.command and self.oversight):
            raise ValueError("規則(rules)によらない契機には remedy、command、oversight が要ります")
        return self

    @model_validator(mode="after")
    def _urgent_waits_for_no_date(self) -> Self:
        if self.urgent and not self.at_once:
            raise ValueError("至急(urgent)の契機は、期限を待たずに開きます(at_once = true も要ります)")
        return self

    @model_validator(mode="before")
    @classmethod
    def _urgent_is_told_alone(cls, written: Any) -> Any:
        """An urgent occasion is told alone, whether the pack says so or not."""
        urgent = isinstance(written, dict) and written.get("urgent") is True
        return {"manner": "単独", **written} if urgent else written

    @model_validator(mode="after")
    def _manner_fits(self) -> Self:
        if (self.urgent and self.manner != "単独") or (self.decision and self.manner != "まとめのみ"):
            raise ValueError("知らせ方(manner)は、至急(urgent)の契機では「単独」、決裁待ちの契機では「まとめのみ」です")
        return self
