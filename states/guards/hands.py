"""Whether an act was done by its person, or only declared (semantics §10)."""

from collections.abc import Collection
from datetime import date

from config.vocabulary import ActKind
from states.guards.case import Case
from states.hands import is_confirmed, standing
from states.proof import Proof


def why_act_is_missing(
    case: Case, proof: Proof, kind: ActKind, happened_on: date | None, posts: Collection[str] = ()
) -> str:
    """Why an act does not count as done; empty where it does.

    It counts where it was done here (by one of the posts) and the record has not changed since, where a second person
    has confirmed its signed original, and as a declaration of before the cut-over day.
    """
    done = [act for act in standing(proof.acts, kind) if not posts or act.post in posts]
    if any(act.covers for act in done) or is_confirmed(proof.acts):
        return ""
    if done:
        return f"{kind.label}の後に内容が変わった(改めて{kind.label}の操作が要る)"
    if any(act.kind is kind and act.withdrawn for act in proof.acts):
        return f"{kind.label}の操作が取り消されている"
    if case.counts_as_declared(proof, happened_on):
        return ""
    return f"申告のみ({kind.label}の操作も確認された原本もない)"
