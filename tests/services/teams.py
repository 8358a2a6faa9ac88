"""A team of a test's own: a unit with an objective, its head who rates, and members who have not begun."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from chassis.clock import clock
from tests.services import newcomers
from tests.services.conftest import Office
from tests.services.newcomers import Newcomer
from tests.world import main_result

__all__ = ["Team", "make_team"]


@dataclass
class Team:
    """What was made; `heads` is all that is to be seen by a list."""

    office: Office
    unit: str
    objective: str
    boss: Newcomer
    year: int
    members: list[Newcomer] = field(default_factory=list)
    heads: dict[str, int] = field(default_factory=dict)

    @property
    def seen(self) -> str:
        return ", ".join(f"{stream}:{version}" for stream, version in list(self.heads.items())[-90:])

    def post(self, path: str, who: str, body: Any, **headers: str) -> Any:  # Any: httpx's answer
        answer = self.office.post("planning", path, who, body, Ekinerja_Seen=self.seen, **headers)
        if answer.is_success:
            self.heads |= {head["stream"]: head["version"] for head in answer.json()["streams"]}
        return answer

    def made(self, path: str, who: str, body: Any) -> dict[str, Any]:
        answer = self.post(path, who, body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def new(self, member: Newcomer, **more: Any) -> dict[str, Any]:
        """The body that begins a member's agreement of the whole year."""
        days = {"starts_on": f"{self.year}-01-01", "ends_on": f"{self.year}-12-31"}
        who = {"employee": member.id, "assignment": member.made["assignment"]}
        return {**who, **days, "results": [main_result(self.objective)], **more}

    def delegate(self, to: Newcomer, giver: Newcomer | None = None) -> str:
        """`to` acts for the head, or for another, for an hour; returns the path that ends it."""
        path = f"/v1/employees/{(giver or self.boss).id}/delegations"
        start = clock(self.office.stack.clock_file)() - timedelta(minutes=1)
        interval = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=1)).isoformat()}
        given = self.made(path, "officer", {"delegate": to.id, "kind": "plh", **interval})
        return f"{path}/{given['delegation']}/end"

    def begin(self, member: Newcomer, who: str, **more: Any) -> str:
        """A member's agreement is begun by `who`; returns its id."""
        member.made["agreement"] = self.made("/v1/agreements", who, self.new(member, **more))["agreement"]
        return member.made["agreement"]

    def accept(self, member: Newcomer, who: str, proposal: int = 1) -> dict[str, Any]:
        path = f"/v1/agreements/{member.made['agreement']}/acceptance"
        return self.made(path, who, {"proposal": proposal})

    def rows(self, who: str, query: str = "") -> list[dict[str, Any]]:
        """The team's state as `who` sees it."""
        path = f"/v1/team/{self.year}?limit=200{query}"
        answer = self.office.get("planning", path, who, Ekinerja_Seen=self.seen)
        assert answer.status_code == 200, answer.text
        return answer.json()["team"]

    def row(self, who: str, member: Newcomer, query: str = "") -> dict[str, Any]:
        (found,) = [one for one in self.rows(who, query) if one["employee"] == member.id]
        return found


def make_team(office: Office, members: int, *, year: int = 2026, starts_on: str = "") -> Team:
    """A head and so many members, all of the year; its cycle is there."""
    top = office.story.ids["u-kanwil"]
    unit = office.made("planning", "/v1/units", "officer", {"name": "Tim Uji", "parent": top})["unit"]
    boss = newcomers.register(office, ("employee", "rater"))
    since = {"starts_on": starts_on or f"{year}-01-01"}
    newcomers.assign(office, boss, unit=unit, rater=office.story.ids[office.superior], head_of_unit=True, **since)
    wanted = {"year": year, "title": "Layanan yang tertib"}
    objective = office.made("planning", f"/v1/units/{unit}/objectives", "officer", wanted)
    team = Team(office, unit, objective["objective"], boss, year)
    team.heads |= {head["stream"]: head["version"] for head in objective["streams"]}
    for _ in range(members):
        member = newcomers.register(office)
        newcomers.assign(office, member, unit=unit, rater=boss.id, **since)
        team.members.append(member)
    for one in (boss, *team.members):
        team.heads |= {stream: version for (_, stream), version in one.heads.items()}
    return team
