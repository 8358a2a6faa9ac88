"""A year of a test's own: its cycle, a unit with a head who rates, and members whose periods are played in a few lines.

The deadlines lie far ahead, so that everything is in time whenever the test runs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.services import newcomers
from tests.services.conftest import Office, eventually
from tests.services.newcomers import Newcomer
from tests.world import main_result

__all__ = ["MEETS", "ABOVE", "YearOf", "begin_year"]

VALUES = ("service_orientation", "accountable", "competent", "harmonious", "loyal", "adaptive", "collaborative")
MEETS, ABOVE = ({"values": dict.fromkeys(VALUES, rating)} for rating in ("meets_expectation", "above_expectation"))
#: Past years that no test names: `test_cycle.py`, `test_months.py`, `test_team.py` and `known.py` have some; 2026 and
#: on are the office's.
_YEARS = iter(sorted({*range(2000, 2026)} - {*range(2014, 2018), 2019, 2021}))
QUARTERS = {"Q1": ("01-01", "03-31"), "Q2": ("04-01", "06-30"), "Q3": ("07-01", "09-30"), "Q4": ("10-01", "12-31")}
FAR = "2990-01-31"


@dataclass
class YearOf:
    """A year and its boss, who is head of the unit and rates its members."""

    office: Office
    year: int
    unit: str
    objective: str
    boss: Newcomer
    seen: dict[tuple[str, str], int] = field(default_factory=dict)

    def period(self, quarter: str) -> str:
        return f"{self.year}{quarter}"

    def join(self, person: Newcomer) -> Newcomer:
        """What was seen of the year is seen by this person too."""
        person.heads |= self.seen
        return person

    def assign(self, person: Newcomer, starts_on: str = "", **more: Any) -> None:
        place = {"unit": self.unit, "rater": self.boss.id, "starts_on": starts_on or f"{self.year}-01-01", **more}
        newcomers.assign(self.office, person, **place)

    def agree(self, person: Newcomer, rater: str, first: str = "", last: str = "", **indicator: Any) -> str:
        """Targets drafted and agreed from the `first` to the `last` day, seen by all; the id of the agreement."""
        self.arrived(person, self.agreed(person, rater, first, last, **indicator))
        return person.made["agreement"]

    def agreed(self, person: Newcomer, rater: str, first: str = "", last: str = "", **indicator: Any) -> str:
        """The same, wherever it has arrived."""
        body = {
            "employee": person.id, "assignment": person.made["assignment"],
            "starts_on": first or f"{self.year}-01-01", "ends_on": last or f"{self.year}-12-31",
            "results": [main_result(self.objective, **indicator)],
        }  # fmt: skip
        drafted = newcomers.command(self.office, person, "planning", "/v1/agreements", person.token, body)
        agreement = drafted["agreement"]
        person.made |= {"agreement": agreement, "indicator": drafted["results"][0]["indicators"][0]}
        path = f"/v1/agreements/{agreement}/acceptance"
        newcomers.command(self.office, person, "planning", path, rater, {"proposal": 1})
        return agreement

    def arrived(self, person: Newcomer, agreement: str, last: str = "Q4") -> None:
        """Every service has seen the agreement, however long it took. last: a period that it covers."""
        for service, path in (
            ("realization", f"/v1/agreements/{agreement}/realizations/{self.period(last)}"),
            ("evidence", f"/v1/agreements/{agreement}/evidence/{self.period(last)}"),
            ("evaluation", f"/v1/employees/{person.id}/evaluations/{self.year}"),
        ):
            seen = person.seen(service)
            eventually(lambda service=service, path=path, seen=seen: self.office.get(
                service, path, person.token, Ekinerja_Seen=seen
            ))  # fmt: skip

    def report(self, person: Newcomer, quarter: str, value: str) -> dict[str, Any]:
        path = f"/v1/agreements/{person.made['agreement']}/realizations/{self.period(quarter)}"
        body = {"indicator": person.made["indicator"], "value": value}
        return newcomers.command(self.office, person, "realization", path, person.token, body)["report"]

    def upload(self, person: Newcomer, quarter: str, name: str = "bukti.pdf") -> str:
        form = {
            "agreement": person.made["agreement"], "period": self.period(quarter),
            "indicators": [person.made["indicator"]],
        }  # fmt: skip
        headers = {
            "Authorization": f"Bearer {person.token}", "Idempotency-Key": f"{person.id}-{quarter}-{name}",
            "Ekinerja-Seen": person.seen("evidence"),
        }  # fmt: skip
        url = f"{self.office.stack.urls['evidence']}/v1/evidence"
        file = {"file": (name, b"%PDF-1.4 " + f"{person.id} {quarter} {name}".encode())}
        return person.note("evidence", self.office.http.post(url, data=form, files=file, headers=headers))["item"]

    def judge(self, person: Newcomer, item: str, report: dict[str, Any], rater: str, verdict: str = "verification"):
        body = {"indicator": person.made["indicator"], "report": report}
        if verdict == "rejection":
            body |= {"reason_code": "unreadable", "reason": "Buram"}
        return newcomers.command(self.office, person, "evidence", f"/v1/evidence/{item}/{verdict}", rater, body)

    def prove(self, person: Newcomer, quarter: str, value: str, rater: str) -> str:
        """A report with an item verified for it; returns the item."""
        report, item = self.report(person, quarter, value), self.upload(person, quarter)
        self.judge(person, item, report, rater)
        return item

    def do(self, person: Newcomer, path: str, who: str, body: Any) -> dict[str, Any]:
        """A command of evaluation that must be accepted."""
        return newcomers.command(self.office, person, "evaluation", path, who, body)

    def finalize(self, person: Newcomer, path: str, who: str, body: Any = None) -> dict[str, Any]:
        """A period or the year made final: the evidence deadline lies far ahead, so they assess themself first."""
        self.do(person, f"{path}/self-assessment", person.token, MEETS)
        return self.do(person, f"{path}/finalization", who, body or {})

    def post(self, person: Newcomer, path: str, who: str, body: Any) -> Any:  # Any: httpx's answer
        return self.office.post("evaluation", path, who, body, Ekinerja_Seen=person.seen("evaluation"))

    def of_year(self, person: Newcomer, step: str = "") -> str:
        return f"/v1/employees/{person.id}/evaluations/{self.year}{step}"

    def of_quarter(self, person: Newcomer, quarter: str, step: str = "") -> str:
        return f"/v1/agreements/{person.made['agreement']}/evaluations/{self.period(quarter)}{step}"

    def shown(self, person: Newcomer, path: str, who: str) -> dict[str, Any]:
        answer = self.office.get("evaluation", path, who, Ekinerja_Seen=person.seen("evaluation"))
        assert answer.status_code == 200, answer.text
        return answer.json()


def begin_year(
    office: Office, time_zone: str = "Asia/Makassar", *, long: bool = True, years: Iterator[int] = _YEARS
) -> YearOf:
    """A new year with its cycle, a unit with an objective, and its head, rated by the head above.

    long: what is shown now is in time; else the last day to show evidence is a month after the year. years: the first
    of these that has no cycle yet.
    """
    there = "/v1/cycles/{}".format  # made-up requests open cycles too
    year = next(year for year in years if office.get("planning", there(year), "officer").status_code == 404)
    shown = FAR if long else f"{year + 1}-01-31"
    dates = [
        {
            "period": f"{year}{name}", "starts_on": f"{year}-{first}", "ends_on": f"{year}-{last}",
            "reporting_deadline": shown, "evidence_deadline": shown, "evaluation_deadline": FAR,
        }
        for name, (first, last) in QUARTERS.items()
    ]  # fmt: skip
    cycle = {
        "year": year, "time_zone": time_zone, "periods": dates, "agreement_deadline": FAR,
        "annual_evaluation_deadline": FAR,
    }  # fmt: skip
    boss = newcomers.register(office, ("employee", "rater"))
    newcomers.command(office, boss, "planning", "/v1/cycles", "officer", cycle)
    top = office.story.ids["u-kanwil"]
    unit = newcomers.command(office, boss, "planning", "/v1/units", "officer", {"name": "Seksi Uji", "parent": top})
    since = {"starts_on": f"{year}-01-01", "head_of_unit": True}
    newcomers.assign(office, boss, unit=unit["unit"], rater=office.story.ids[office.superior], **since)
    wanted, path = {"year": year, "title": "Layanan yang tertib"}, f"/v1/units/{unit['unit']}/objectives"
    objective = newcomers.command(office, boss, "planning", path, "officer", wanted)["objective"]
    return YearOf(office, year, unit["unit"], objective, boss, dict(boss.heads))
