"""Evaluation's pages to read and print: HTML by a template, which runs and fetches nothing (decision 0019).

Everything written by people is escaped (Jinja2, autoescape) and isolated; the Content-Security-Policy allows the one
style sheet, by its digest, and no more. Pure but for reading the templates.
"""

import base64
import hashlib
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from services.evaluation import words
from services.evaluation.arithmetic import per_cent

__all__ = ["HEADERS", "POLICY", "Language", "page"]

Language = Literal["id", "en"]
_TEMPLATES = Path(__file__).parent / "templates"
_STYLE = (_TEMPLATES / "evaluation.css").read_text(encoding="utf-8")
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
#: No script, image, font, frame, form or request; one style sheet, by its digest.
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",  # it is about a person
}


@cache
def _surroundings() -> Environment:
    surroundings = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = Markup(_STYLE)  # a file of ours, nothing in it is sent in
    surroundings.globals |= {"words": words, "of": words.of, "per_cent": per_cent, "fraction": Fraction, "style": style}
    return surroundings


def page(template: str, language: Language | None, **shown: Any) -> str:
    """A page of `templates/`; in both languages, Indonesian first, unless one is asked for."""
    return _surroundings().get_template(template).render(language=language, **shown)
