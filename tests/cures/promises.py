"""What became of each printed cure: followed case by case, told as failures to a test and as rows to docs/cures.md."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cures.following import Desk, Judgement, cells_lost, desk, numbered_out, printed
from cures.refusals import Case, cases, kind_of

from config.errors import Exit
from states.cures import cures_of
from states.verdict import Finding

MOVES = ("lifecycle why", "lifecycle advance")
"""Commands that record nothing: what they answer is no evidence."""
WEIGHED = ("lifecycle contract terminate",)
"""Commands of a step that is only to be weighed: nobody takes it to be rid of a warning."""
TITLES = {
    "contract": "見積・締結",
    "checklist": "チェックリスト・検査・完了",
    "visit": "実地調査・事案",
    "subcontract": "再委託",
}
HEAD = "| 規則 | 足りないもの | 対応 | 命令 | 結果 |\n| --- | --- | --- | --- | --- |"


ASKED = ("subject", "code", "command")


@dataclass(frozen=True)
class Asked:
    """What a warning asks for, as `why --json` says it."""

    subject: str
    code: str
    command: str


@dataclass
class Followed:
    """A case after everything printed was done: what `why` said, and whatever went wrong."""

    case: Case
    id: str
    unmet: list[dict[str, Any]]
    warnings: list[dict[str, Any]]
    printed: list[str]
    failures: list[str] = field(default_factory=list)
    cured: set[tuple[str, str, str]] = field(default_factory=set)


def followed(part: str, folder: Path, *, one_in: int = 1) -> list[Followed]:
    """Every case of a part (or one in so many), each followed on its own contract."""
    chosen = cases(part)[::one_in]
    at = desk(folder, chosen)
    return [_follow(at, case) for case in chosen]


def _follow(at: Desk, case: Case) -> Followed:
    asked = ["why", at.ids[case], "--to", case.base.to.label]
    before, told = at.judged(case), at.run(case, [*asked, "--json"]).json
    commands = printed(at.run(case, asked).out)
    done = Followed(case, at.ids[case], told["unmet"], told["warnings"], commands)
    _type(at, done, [command for command in commands if " override request " not in command])
    after = at.judged(case)
    _hold_against(done, before, after, [u for u in done.unmet if u["curable"]])
    own = [w for w in done.warnings if w["command"] and not w["command"].startswith((*MOVES, *WEIGHED))]
    _type(at, done, [cure.command for cure in cures_of(Asked(**{n: w[n] for n in ASKED}) for w in own)])
    _hold_against(done, before, at.judged(case), own)
    return done


def _type(at: Desk, done: Followed, commands: Sequence[str]) -> None:
    for command in dict.fromkeys(commands):
        said = at.follow(done.case, command)
        if said.code != Exit.DONE:
            done.failures.append(f"{command}: {said.code} {said.err}{said.out}")


def _hold_against(done: Followed, before: Judgement, after: Judgement, wanted: Sequence[dict[str, Any]]) -> None:
    """Note what is still unmet or warned of, what is newly unmet, and what stands worse in a table."""
    for one in wanted:
        key = (one["subject"], one["code"], one["reason"])
        if key[:2] in after.unmet or key in after.warned:
            done.failures.append(f"治らない: {key}")
        else:
            done.cured.add(key)
    done.failures += [f"新たな不足: {new}" for new in sorted(after.unmet - before.unmet)]
    done.failures += [f"表が悪くなる: {cell}" for cell in cells_lost(before, after)]


def failures(part: Sequence[Followed]) -> list[str]:
    """What did not cure, or did harm, one line each, with the file that it happened to."""
    return [f"{one.case.base.name} / {one.case.line}: {failure}" for one in part for failure in one.failures]


def hints_of_exceptions(part: Sequence[Followed]) -> list[str]:
    """Where an exception is named although a record cures, or is not named although none does."""
    wrong = []
    for one in part:
        named = {command.split(" --rule ")[1].split()[0] for command in one.printed if " override request " in command}
        lost = {u["code"] for u in one.unmet if not u["curable"]}
        if named != lost:
            wrong.append(f"{one.case.base.name} / {one.case.line}: {sorted(named ^ lost)}")
    return wrong


def records_asked_for_twice(part: Sequence[Followed]) -> list[str]:
    """The commands printed in one answer that write the same record of the same subject."""
    twice = []
    for one in part:
        heads = [command.partition(" --")[0] + command.partition("--subcontract")[2][:3] for command in one.printed]
        attached = [head for head in heads if head.startswith("lifecycle attach")]
        twice += [head for head in set(attached) if attached.count(head) > 1]
    return twice


def section(part: str, done: Sequence[Followed]) -> str:
    """The part of docs/cures.md that a part of the cases gives: each kind of refusal once."""
    return "\n".join([f"## {TITLES[part]}", "", HEAD, *rows(done), ""])


def rows(done: Sequence[Followed]) -> list[str]:
    """The rows of that page that these cases give."""
    return [row for one in done for row in _rows(one)]


def _rows(one: Followed) -> Iterator[str]:
    known = set(one.case.kinds)
    for said in (*one.unmet, *one.warnings):
        finding = Finding(said["code"], said["subject"].replace(one.id, "R6-0001"), None, said["reason"])  # type: ignore[arg-type]
        if kind_of(finding, one.case.base) in known:
            known.discard(kind_of(finding, one.case.base))
            yield _row(one, said)


def _row(one: Followed, said: dict[str, Any]) -> str:
    commands = "<br>".join(f"`{line}`" for line in said["command"].split("\n") if line)
    cells = (said["code"], said["reason"], said["remedy"], commands or "—", _result(one, said))
    return "| " + " | ".join(numbered_out(cell, one.id).replace("|", "\\|") for cell in cells) + " |"


def _result(one: Followed, said: dict[str, Any]) -> str:
    if (said["subject"], said["code"], said["reason"]) in one.cured:
        return "注意が消える" if said in one.warnings else "満たされる"
    if not said["curable"]:
        exception = any(f" --rule {said['code']} " in command for command in one.printed)
        return "例外承認の申請を示す" if exception else "記録では満たせない"
    return "段階を進めれば消える" if said["command"].startswith(MOVES) else "示すだけ"
