"""A unit and its year, judged once for many tests: some final, one open, one who served a month, one who left."""

from services.cli import definition_of
from tests.services import newcomers
from tests.services.judging import RATINGS_OF
from tests.services.years import ABOVE, MEETS, begin_year

__all__ = ["Judged"]

FINAL = ("butuh_perbaikan", "sangat_baik", "baik")
BECAUSE = {"code": "context_not_in_figures", "text": "Lihat catatan."}


def given(predicate):
    """What makes a year final with this predicate, whatever is advised; nothing was reported unless a test says so."""
    result, behaviour = ({"rating": rating, "because": BECAUSE} for rating in RATINGS_OF[predicate])
    return {"result": result, "behaviour": behaviour}


def member(year, **place):
    """Somebody of the unit with an agreement of the whole year."""
    person = year.join(newcomers.register(year.office))
    year.assign(person, **place)
    year.agree(person, year.boss.token)
    return person


def finalize(year, person, body, values=MEETS):
    year.do(person, year.of_year(person, "/behaviour"), year.boss.token, values)
    year.finalize(person, year.of_year(person), year.boss.token, body)


class Judged:
    """A year of a unit. Who reached everything, who moved within it, three with a predicate each (`FINAL`), who moved,
    without a second agreement, and who left: all final. One is open, one served a month, one has no agreement, and the
    head has none either.
    """

    def __init__(self, office):
        self.year = year = begin_year(office)
        self.reached = member(year)
        self.item = year.prove(self.reached, "Q4", "12", year.boss.token)
        finalize(year, self.reached, {}, ABOVE)
        held, level = f"/v1/employees/{self.reached.id}/functional-levels", {"level": "ahli_muda"}
        since = {"starts_on": f"{year.year}-01-01"}
        newcomers.command(office, self.reached, "planning", held, "officer", level | since)
        self.moved = self.move()
        self.final = [member(year) for _ in FINAL]
        for person, predicate in zip(self.final, FINAL, strict=True):
            finalize(year, person, given(predicate))
        self.open = member(year)
        self.short = year.join(newcomers.register(office))
        year.assign(self.short, f"{year.year}-12-01")
        year.agree(self.short, year.boss.token, first=f"{year.year}-12-01")
        self.without = year.join(newcomers.register(office))
        year.assign(self.without)
        self.between = member(year)
        self.end(self.between, f"{year.year}-06-30", "moved")
        year.assign(self.between, f"{year.year}-07-01")
        self.left = member(year)
        self.end(self.left, f"{year.year}-09-30", "left_service")
        for one in (self.between, self.left):
            finalize(year, one, given("baik"))
        self.everyone = [self.reached, self.moved, *self.final, self.between, self.open, self.short, self.without]
        self.heads = dict(year.boss.heads)
        for one in (*self.everyone, self.left):
            self.saw(one)

    def move(self):
        """Their first quarter was proven; at its end they moved within the unit; the year is final over both."""
        year, person = self.year, member(self.year)
        year.prove(person, "Q1", "3", year.boss.token)
        self.end(person, f"{year.year}-03-31", "moved")
        year.assign(person, f"{year.year}-04-01")
        year.agree(person, year.boss.token, first=f"{year.year}-04-01")
        year.do(person, year.of_quarter(person, "Q4", "/behaviour"), year.boss.token, MEETS)
        year.finalize(person, year.of_quarter(person, "Q4"), year.boss.token)
        finalize(year, person, given("baik"))
        return person

    def end(self, person, day, why):
        path = f"/v1/employees/{person.id}/assignments/{person.made['assignment']}/end"
        ended = {"ends_on": day, "reason_code": why}
        newcomers.command(self.year.office, person, "planning", path, "officer", ended)

    def saw(self, person):
        self.heads |= person.heads

    def seen(self):
        """The last of what was done, as far as evaluation reads it."""
        known = {"evaluation", *definition_of("evaluation").consumes}
        seen = [f"{stream}:{version}" for (service, stream), version in self.heads.items() if service in known]
        return ", ".join(seen[-90:])

    def get(self, path, who="officer", **headers):
        return self.year.office.get("evaluation", path, who, Ekinerja_Seen=self.seen(), **headers)

    def post(self, path, who, body):
        return self.year.office.post("evaluation", path, who, body, Ekinerja_Seen=self.seen())

    def made(self, path, who, body):
        """A command that must be accepted; what comes after has seen it."""
        answer = self.post(path, who, body)
        assert answer.status_code == 201, answer.text
        self.heads |= {("evaluation", head["stream"]): head["version"] for head in answer.json()["streams"]}

    def of_person(self, person, what, who="officer", **headers):
        return self.get(self.year.of_year(person, what), who, **headers)

    def of_unit(self, what, who="officer", query="", **headers):
        return self.get(f"/v1/units/{self.year.unit}/{what}/{self.year.year}{query}", who, **headers)

    @property
    def settlement(self):
        return f"/v1/units/{self.year.unit}/distribution/{self.year.year}/settlement"
