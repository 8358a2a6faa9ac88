"""What the explanation of a period and that of a year say alike: policy, behaviour, conclusion, and the event.

Sentences are `pesan` (Bahasa Indonesia) and `text` (English). Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.evaluation import BehaviourValues, Innovation, PolicyRef, Ratings
from contracts.planning import Indicator
from contracts.values import Exact, StreamHead, TextRef, instant_text
from services.evaluation import words
from services.evaluation.policies.registry import POLICIES, YEARS, Policy, YearPolicy, policy_hash
from services.evaluation.progress import Change
from services.evaluation.words import Said, of

__all__ = [
    "Source",
    "behaviour_shown",
    "change_shown",
    "conclusion",
    "exact_shown",
    "innovations_shown",
    "planned_shown",
    "policy_of",
    "policy_shown",
    "ratings_shown",
    "source_shown",
]


@dataclass(frozen=True)
class Source:
    """The event that is explained, for an auditor to find."""

    type: str
    stream: UUID
    version: int
    recorded_at: datetime
    actor: str


def policy_of(policy_id: str) -> Policy | YearPolicy | None:
    """The policy of a period or of a year, by its own id; None where this release has none of it."""
    of_years = {one.id: one for one in YEARS.values()}
    return POLICIES.get(policy_id) or of_years.get(policy_id)


def policy_shown(policy: PolicyRef, unverified: str) -> dict[str, Any]:
    """Id, hash and parameters. `in_this_release`: whether these are the parameters of the source the hash is of."""
    known = policy_of(policy.id)
    parameters = [(one.name, str(one.value), one.source) for one in known.parameters] if known else []
    return {
        **policy.model_dump(),
        "in_this_release": known is not None and policy_hash(policy.id) == policy.hash,
        "note": known.note if known else "",
        "unverified": unverified,
        "parameters": [{"name": name, "value": value, "source": source} for name, value, source in parameters],
    }


def planned_shown(planned: Indicator | None) -> dict[str, Any]:
    """An indicator as it was agreed; nothing is known of it where the agreement has not arrived."""
    return {
        "title": planned.title if planned else "",
        "aspect": planned.aspect if planned else None,
        "unit_of_measure": planned.unit_of_measure if planned else "",
        "direction": planned.direction if planned else None,
    }


def behaviour_shown(
    values: BehaviourValues | None, below: Sequence[str], advised: str | None, self_assessed: BehaviourValues | None
) -> dict[str, Any]:
    """The seven values, each beside the employee's own, and how a rating came of the rater's."""
    named = [of(words.BEHAVIOUR, one) for one in below]
    median = of(words.RATING, advised)
    if values is None:
        said = Said("tujuh nilai perilaku belum dinilai", "the seven values are not rated yet")
    elif advised is None:
        said = Said("dihitung dari tujuh nilai menurut kebijakan", "computed of the seven values by the policy")
    else:
        said = Said(f"median ketujuh nilai: {median.id}", f"median of the seven values: {median.en}")
    if named:
        said = Said(
            f"{said.id}; di bawah ekspektasi: {', '.join(one.id for one in named)}",
            f"{said.en}; below expectation: {', '.join(one.en for one in named)}",
        )
    rated, own = (one.model_dump() if one else {} for one in (values, self_assessed))
    return {
        "values": [{"name": name, "rating": rated.get(name), "self_assessed": own.get(name)} for name in rated or own],
        "below": list(below),
        **said.plain(),
    }


def innovations_shown(innovations: Sequence[Innovation], texts: Mapping[StreamHead, TextRef]) -> list[dict[str, Any]]:
    """Each with its evidence, and in `description` where what is new about it is read. texts: by its event."""
    shown = []
    for one in innovations:
        text = texts.get(one.recorded)
        shown.append(one.model_dump(mode="json") | {"description": text.model_dump(mode="json") if text else None})
    return shown


def conclusion(predicate: str | None, given: Ratings | None) -> Said:
    """The cell of the matrix, or the class; that nothing is final where there is no predicate."""
    if predicate is None:
        return Said("belum final; tidak ada yang dinilai otomatis", "not final; nothing is ever rated automatically")
    said = of(words.PREDICATE, predicate)
    if given is None or given.result is None or given.behaviour is None:
        return Said(f"predikat kinerja: {said.id}", f"predicate: {said.en}")
    result, behaviour = of(words.RATING, given.result), of(words.RATING, given.behaviour)
    return Said(
        f"hasil kerja {result.id} dan perilaku kerja {behaviour.id}: predikat {said.id}",
        f"results {result.en} and behaviour {behaviour.en}: predicate {said.en}",
    )


def change_shown(change: Change, title: str) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "code": change.code,
        "actor": change.actor,
        "indicator": str(change.indicator) if change.indicator else None,
        "title": title,
        "items": [str(item) for item in change.items],
        **change.said.plain(),
    }


def exact_shown(value: Exact | None) -> dict[str, Any] | None:
    return None if value is None else value.model_dump()


def ratings_shown(ratings: Ratings) -> dict[str, Any]:
    return {"result": ratings.result, "behaviour": ratings.behaviour}


def source_shown(source: Source | None) -> dict[str, Any] | None:
    if source is None:
        return None
    return {
        "type": source.type,
        "stream": str(source.stream),
        "version": source.version,
        "recorded_at": instant_text(source.recorded_at),
        "actor": source.actor,
    }
