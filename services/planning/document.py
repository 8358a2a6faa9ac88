"""An SKP as a paper to print (*dokumen SKP*): the parts of the official form as one HTML page, made by a library.

Pure: what stands on the paper comes in. The page runs nothing and fetches nothing; its policy (`POLICY`) allows its own
style sheet, by digest, and no more. Everything a person wrote is escaped (Jinja2, autoescape) and isolated, so that
Arabic, emoji and mixed directions change nothing around them. Source: form of PermenPANRB 6/2022, `domain.md` 11.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from contracts.planning import AgreementClosed, Annexes, Revision, WorkResult
from services.planning import wording
from services.planning.agreement import Side
from services.planning.wording import Said

__all__ = ["POLICY", "Language", "Paper", "Party", "Source", "page_of"]

Language = Literal["id", "en"]
_TEMPLATES = Path(__file__).parent / "templates"
_STYLE = (_TEMPLATES / "skp.css").read_text(encoding="utf-8")
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
#: The page's Content-Security-Policy: no script, image, font, frame, form or request; one style sheet, by its digest.
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
#: BerAKHLAK, the seven core values behaviour is rated by.
_BEHAVIOUR = (
    Said("Berorientasi pelayanan", "Service orientation"), Said("Akuntabel", "Accountable"),
    Said("Kompeten", "Competent"), Said("Harmonis", "Harmonious"), Said("Loyal", "Loyal"),
    Said("Adaptif", "Adaptive"), Said("Kolaboratif", "Collaborative"),
)  # fmt: skip


@dataclass(frozen=True)
class Party:
    """One side of the agreement. `name` and `number` are None for who may not see them, and once erased."""

    employee: UUID
    position: str | None
    unit: str | None
    name: str | None = None
    number: str | None = None


@dataclass(frozen=True)
class Source:
    """The event a paper was made from, for an auditor to find; `on` is its day in the agency's zone."""

    type: str
    id: str
    stream: UUID
    version: int
    recorded_at: str
    on: date


@dataclass(frozen=True)
class Paper:
    """What stands on the paper. version: of what is agreed, None for a proposal.

    valid_until: the last day it is in force. waits_for: the side that has not accepted. proposed_by: who proposed what
    is shown, `proposed_on` when. rater: None where none is recorded. identified: whether the reader may see who the two
    sides are.
    """

    agreement: UUID
    agency: str
    version: int | None
    starts_on: date
    ends_on: date
    valid_from: date
    valid_until: date
    employee: Party
    rater: Party | None
    results: tuple[WorkResult, ...]
    supported: Mapping[UUID, str]
    annexes: Annexes
    revision: Revision | None
    closed: AgreementClosed | None
    source: Source
    proposed_by: Side
    proposed_on: date
    waits_for: Side | None
    identified: bool


@cache
def _template() -> Template:
    surroundings = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    surroundings.globals |= {
        "wording": wording,
        "Said": Said,
        "behaviour": _BEHAVIOUR,
        "style": Markup(_STYLE),  # a file of ours, nothing in it is sent in
        "sections": (("main", Said("A. UTAMA", "A. MAIN")), ("additional", Said("B. TAMBAHAN", "B. ADDITIONAL"))),
    }
    return surroundings.get_template("skp.html")


def page_of(paper: Paper, language: Language | None) -> str:
    """The page; in both languages, Indonesian first, unless one is asked for."""
    return _template().render(paper=paper, language=language)
