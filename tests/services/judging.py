"""A team of a test's own whose agreements evaluation knows: assessed, made final with any predicate, settled."""

import uuid
from collections.abc import Mapping
from typing import Any

from services.evaluation.replay.settled import settlements
from tests.services.conftest import OPEN_PERIOD, Office, eventually
from tests.services.newcomers import AS_EXPECTED, Newcomer
from tests.services.teams import Team, make_team
from tests.services.topics import history_with

__all__ = [
    "RATINGS_OF",
    "assess",
    "assess_self",
    "counted_again",
    "entry",
    "evaluation_of",
    "evaluate",
    "finalize",
    "known_team",
    "note",
    "read",
]

VALUES = ("service_orientation", "accountable", "competent", "harmonious", "loyal", "adaptive", "collaborative")
ABOVE, MEETS, BELOW = "above_expectation", "meets_expectation", "below_expectation"
#: Predicate -> result and behaviour rating (`domain.md` 7.5).
RATINGS_OF = {
    "sangat_baik": (ABOVE, ABOVE), "baik": (MEETS, MEETS), "butuh_perbaikan": (BELOW, MEETS),
    "kurang": (MEETS, BELOW), "sangat_kurang": (BELOW, BELOW),
}  # fmt: skip


def known_team(office: Office, agreed: int, without: int = 0) -> Team:
    """A head, `agreed` members with agreements that evaluation has, and `without` who have none, behind them."""
    team = make_team(office, agreed + without)
    for member in team.members[:agreed]:
        team.begin(member, member.token)
        team.accept(member, team.boss.token)
    last = f"/v1/team/{OPEN_PERIOD}"
    heads = list(team.heads.items())
    for first in range(0, len(heads), 90):
        seen = ", ".join(f"{stream}:{version}" for stream, version in heads[first : first + 90])
        eventually(lambda seen=seen: office.get("evaluation", last, team.boss.token, Ekinerja_Seen=seen))
    team.heads.clear()
    return team


def evaluation_of(member: Newcomer, rest: str = "", period: str = OPEN_PERIOD) -> str:
    return f"/v1/agreements/{member.made['agreement']}/evaluations/{period}{rest}"


def note(team: Team, answer: Any) -> Any:  # Any: an answer of httpx, its body in JSON
    """Remember what an accepted command answered; returns the body."""
    assert answer.status_code == 201, answer.text
    body = answer.json()
    team.heads |= {head["stream"]: head["version"] for head in body["streams"]}
    return body


def evaluate(team: Team, path: str, who: str, body: Any, key: str = "") -> Any:
    """Send evaluation a command after all the team has seen."""
    headers = {"Ekinerja_Seen": team.seen or None, "Idempotency_Key": key or str(uuid.uuid4())}
    return team.office.post("evaluation", path, who, body, **headers)


def read(team: Team, path: str, who: str, **headers: str) -> Any:
    return team.office.get("evaluation", path, who, Ekinerja_Seen=team.seen or None, **headers)


def assess(team: Team, member: Newcomer, rating: str = MEETS) -> None:
    body = {"values": dict.fromkeys(VALUES, rating)}
    note(team, evaluate(team, evaluation_of(member, "/behaviour"), team.boss.token, body))


def assess_self(team: Team, member: Newcomer) -> None:
    """The member shows nothing more: their period need not wait for the evidence deadline."""
    note(team, evaluate(team, evaluation_of(member, "/self-assessment"), member.token, AS_EXPECTED))


def entry(member: Newcomer, predicate: str, **more: Any) -> dict[str, Any]:
    """What makes a member's period final with this predicate; nothing was reported, so the advice is below, meets."""
    because = {"code": "context_not_in_figures", "text": "Lihat catatan."}
    given = [{"rating": rating, "because": because} for rating in RATINGS_OF[predicate]]
    return {"agreement": member.made["agreement"], "result": given[0], "behaviour": given[1], **more}


def finalize(team: Team, predicates: dict[int, str]) -> None:
    """Make the period of members, by their place, final with these predicates, in one call."""
    for place in predicates:
        assess(team, team.members[place])
        assess_self(team, team.members[place])
    entries = [entry(team.members[place], predicate) for place, predicate in predicates.items()]
    path = f"/v1/team/{OPEN_PERIOD}/finalizations"
    account = note(team, evaluate(team, path, team.boss.token, {"entries": entries}))
    assert account["refused"] == 0, account


def counted_again(office: Office, unit: str, heads: Mapping[str, int]) -> list[tuple[list[str], tuple[str, ...]]]:
    """What a stranger finds of each settlement of a unit on topics that hold these heads: differences, and notes."""
    found = [one for one in settlements(history_with(office, heads.items())) if str(one.final.unit) == unit]
    return [([str(each) for each in one.differences], one.notes) for one in found]
