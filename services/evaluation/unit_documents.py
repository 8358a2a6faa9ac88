"""The official evaluation documents of a unit's period or year, one behind the other, to print at once.

Of what is final alone: a draft is printed by itself. As many people as a page has, so that a large unit is printed in
parts; what stands on each paper is what its own route prints.
"""

from typing import NamedTuple
from uuid import UUID

from markupsafe import Markup

from chassis.call import Call
from chassis.errors import Unknown
from services.evaluation.document_views import document
from services.evaluation.explanation_year_views import document_of_year
from services.evaluation.finals import is_year
from services.evaluation.pages import Language, page
from services.evaluation.people_views import unit_people
from services.evaluation.population import Member
from services.evaluation.standing import standings

__all__ = ["Papers", "unit_documents"]


class Papers(NamedTuple):
    """The page, and `next`: the last employee on it, where others are left."""

    html: str
    next: UUID | None


def unit_documents(  # noqa: PLR0913  # what a page of a list is asked for
    call: Call, unit: UUID, period: str, language: Language | None, after: UUID | None, limit: int
) -> Papers:
    """A unit and those below it, by employee: who is counted, who left within the period, and second offices."""
    people, units, _ = unit_people(call, unit, period)
    everyone = [*people.members, *people.gone, *people.second]
    final = standings(call.runtime, [one for one in everyone if after is None or one.employee > after], period)
    named = sorted({one.employee for one in final})
    shown = named[:limit]
    papers = [
        _paper(call, one, period, language)
        for one in sorted(final, key=lambda one: (one.employee, one.starts_on, str(one.agreement)))
        if one.employee in shown
    ]
    left = shown[-1] if len(named) > limit else None
    html = page("documents.html", language, papers=papers, unit=units.name(unit), period=period, left=left)
    return Papers(html, left)


def _paper(call: Call, member: Member, period: str, language: Language | None) -> Markup | dict[str, str]:
    """What stands between a document's `<main>` and `</main>`: everything written in it is escaped already.

    Where what it rests on has not arrived here, who it is of and what is missing: the other papers are printed.
    """
    assert member.agreement is not None
    try:
        if is_year(period):
            paper, it, _ = document_of_year(call, member.employee, int(period))
        else:
            paper, it, _ = document(call, member.agreement, period)
    except Unknown as missing:
        return {"employee": str(member.employee), "detail": missing.detail, "pesan": missing.pesan}
    whole = page("document.html", language, paper=paper, it=it, period=period)
    return Markup(whole.partition("<main>")[2].partition("</main>")[0])  # noqa: S704  # rendered by our template
