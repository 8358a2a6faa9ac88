"""The evidence of the story (*bukti dukung*) and what was said of it: items, verdicts, accepted lateness.

An item never comes before the report it shows. In-time items are uploaded up to the last day of the
deadline, late ones after it. Keys are numbered in the order of the uploads.
"""

from dataclasses import dataclass, replace

from deploy.sample.model import Evidence, Indicator, LatenessAcceptance, Person, Report, Verdict
from deploy.sample.story import Cast, case_of, owner

MEDIA = ("application/pdf",) * 9 + ("image/png",)
ENDING = {"application/pdf": "pdf", "image/png": "png"}
LATE = ("late_accepted", "late_not_accepted", "late_verified_not_accepted")
SHARED_PER_CENT = 25  # results of which one document shows two indicators
SECOND_PER_CENT = 12  # indicators shown by a second document


@dataclass
class Shown:
    evidence: tuple[Evidence, ...]
    verdicts: tuple[Verdict, ...]
    lateness: tuple[LatenessAcceptance, ...]


def shown(story: Cast, reports: tuple[Report, ...]) -> Shown:
    """All items with their verdicts, numbered by upload."""
    drafts = [item for person in sorted(story.due) for item in _items(story, person, reports)]
    drafts.sort(key=lambda item: (item.at, item.person, item.indicators, item.answers or ""))
    numbers = {item.key: f"e-{number:04d}" for number, item in enumerate(drafts, start=1)}
    items = tuple(
        replace(
            item,
            key=numbers[item.key],
            answers=numbers[item.answers] if item.answers else None,
            same_as=numbers[item.same_as] if item.same_as else None,
        )
        for item in drafts
    )
    raters = {person.key: person for person in story.people}
    verdicts = tuple(v for item in items for v in _verdicts(story, item, raters[item.person]))
    lateness = tuple(a for item in items for a in _acceptances(story, item, raters[item.person]))
    return Shown(items, tuple(sorted(verdicts, key=lambda v: (v.at, v.evidence, v.indicator))), lateness)


def _items(story: Cast, person: str, reports: tuple[Report, ...]) -> list[Evidence]:
    """Items of one person under temporary keys (the indicator's, and a suffix)."""
    reported_at = {report.indicator: report.at for report in reports if report.person == person}
    made: list[Evidence] = []
    pending = [i for i in story.due[person] if i.key in reported_at and case_of(story, i.key) != "missing"]
    while pending:
        first = pending.pop(0)
        group = (first, pending.pop(0)) if _share(story, first, pending) else (first,)
        case = case_of(story, first.key)
        earliest = max(reported_at[i.key] for i in group)
        if case in LATE:
            at = story.at["evidence_late"]
        elif earliest > story.at["evidence_first"]:
            at = story.at["evidence_second"]
        else:
            at = story.at[story.chance.choice(("evidence_first", "evidence_second"))]
        item = _item(story, first.key, tuple(i.key for i in group))
        made.append(replace(item, at=at))
        if case == "rejected_and_answered":
            answer = _item(story, f"{first.key}:answer", item.indicators)
            made.append(replace(answer, answers=item.key, at=story.at["answer"]))
        elif case == "ok" and not _by_hand(story, person) and story.chance.randint(1, 100) <= SECOND_PER_CENT:
            made.append(replace(_item(story, f"{first.key}:second", (first.key,)), at=at))
    return made


def _share(story: Cast, first: Indicator, pending: list[Indicator]) -> bool:
    """Whether one document shows `first` and the next: both plain, of one result."""
    if _by_hand(story, owner(first.key)) or not pending:
        return False
    keys = (first.key, pending[0].key)
    same_result = keys[0].rsplit("/", 1)[0] == keys[1].rsplit("/", 1)[0]
    plain = all(case_of(story, key) == "ok" for key in keys)
    return same_result and plain and story.chance.randint(1, 100) <= SHARED_PER_CENT


def _by_hand(story: Cast, person: str) -> bool:
    return person in story.raw["by_hand"]


def _item(story: Cast, key: str, indicators: tuple[str, ...]) -> Evidence:
    damaged = story.cases.get(key, ("ok", None))[1] == "unreadable"
    # Only a PDF can be cut short and still look like what its name says.
    media = "application/pdf" if damaged or _by_hand(story, owner(key)) else story.chance.choice(MEDIA)
    slug = key.replace("/", "-").replace(":", "-")
    name = f"bukti-dukung-{slug}-triwulan-ii.{ENDING[media]}"
    at = story.at["evidence_first"]
    same_as = story.raw["same_file"].get(key)
    return Evidence(key, owner(key), indicators, story.period, name, media, None, damaged, same_as, at)


def _verdicts(story: Cast, item: Evidence, person: Person) -> list[Verdict]:
    case, code = story.cases.get(item.indicators[0], ("ok", None))
    if case == "late_not_accepted":
        return []
    rejected = case in ("rejected", "rejected_and_answered") and item.answers is None
    return [
        Verdict(
            evidence=item.key,
            indicator=indicator,
            person=item.person,
            by=str(person.rater),
            verdict="rejected" if rejected else "verified",
            reason_code=code if rejected else None,
            reason=story.raw["texts"]["rejected"][code] if rejected else None,
            at=story.at["verify_answers" if item.answers else "verify"],
        )
        for indicator in item.indicators
    ]


def _acceptances(story: Cast, item: Evidence, person: Person) -> list[LatenessAcceptance]:
    case, code = story.cases.get(item.indicators[0], ("ok", None))
    if case != "late_accepted" or code is None:
        return []
    text = story.raw["texts"]["lateness"][code]
    return [LatenessAcceptance(item.key, item.person, str(person.rater), code, text, story.at["accept_lateness"])]
