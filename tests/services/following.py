"""Finals of a newcomer's open quarter and what follows them, in a line each: for tests of objections and reviews."""

from tests.services import newcomers
from tests.services.conftest import OPEN_PERIOD, eventually
from tests.services.test_relations import VALUES

MEETS = dict.fromkeys(VALUES, "meets_expectation")


def path_of(person, tail="", period=OPEN_PERIOD):
    return f"/v1/agreements/{person.made['agreement']}/evaluations/{period}{tail}"


def act(office, person, tail, who, body=None):
    """A command on the newcomer's evaluation that must be accepted; its answer."""
    return newcomers.command(office, person, "evaluation", path_of(person, tail), who, body)


def tried(office, person, tail, who, body=None):
    """The answer to a command that may be refused."""
    seen = person.seen("evaluation") or None
    return office.post("evaluation", path_of(person, tail), who, body, Ekinerja_Seen=seen)


def shown(office, person, who=""):
    """The evaluation, once everything this person saw has arrived."""
    return eventually(
        lambda: office.get("evaluation", path_of(person), who or person.token, Ekinerja_Seen=person.seen("evaluation"))
    ).json()


def judged(office, person, item, head, verdict="verification"):
    body = {"indicator": person.made["indicator"], "report": head}
    if verdict == "rejection":
        body |= {"reason_code": "unreadable", "reason": "Buram."}
    path = f"/v1/evidence/{item}/{verdict}"
    return eventually_made(office, person, "evidence", path, office.rater, body)


def eventually_made(office, person, service, path, who, body):
    """A command that waits until what it rests on has arrived, and then must be accepted."""
    answer = eventually(lambda: office.post(service, path, who, body, Ekinerja_Seen=person.seen(service) or None))
    return person.note(service, answer)


def final(office, verdict="verification"):
    """A newcomer whose quarter is final: one report at 4 of 4 with one item, verified, rejected or (None) none."""
    person = newcomers.known_to_evidence(office)
    head = newcomers.report(office, person, "4")
    person.made["report"] = head
    if verdict:
        item = newcomers.upload(office, person)
        person.made["item"] = item
        judged(office, person, item, head, verdict)
    eventually_made(office, person, "evaluation", path_of(person, "/behaviour"), office.rater, {"values": MEETS})
    newcomers.assess_self(office, person)
    eventually_made(office, person, "evaluation", path_of(person, "/finalization"), office.rater, {})
    return person


def follow(office, person, item, base=""):
    """Every command that may follow a final, once, in a sound order; item: of its evidence, verified. base: where a
    year's final is, by default the open quarter's."""
    base = base or path_of(person)

    def made(tail, who, body=None):
        return eventually_made(office, person, "evaluation", base + tail, who, body)

    made("/delivery", person.token)
    found = {"reason_code": "forged", "reason": "Palsu."}
    eventually_made(office, person, "evidence", f"/v1/evidence/{item}/finding", office.rater, found)
    made("/amendments", office.rater, {"item": item, "reason": "Tanpa bukti itu."})
    made("/objections", person.token, {"reason": "Buktinya asli."})
    made("/objections/answer", office.rater, {"answer": "Saya ragu."})
    made("/objections/hearing", office.superior, {"side": "rater", "heard_on": office.today, "record": "Dijelaskan."})
    readmitted = {"outcome": "changed", "reason": "Asli.", "readmit": {"items": [item]}}
    made("/objections/decision", office.superior, readmitted)
    task = {"kind": "training", "owner": office.story.ids[office.rater], "due_on": "2031-01-01", "note": "Kursus."}
    planned = made("/follow-ups", office.rater, task)
    made(f"/follow-ups/{planned['follow_up']}/completion", office.rater, {})
