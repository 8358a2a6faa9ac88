"""A unit's nine-box (results by behaviour) and its distribution, as SVG made on the server.

Whole pictures as text: no script, no font or style from elsewhere. Every number stands in the picture as a number, so
it is read without colour; whoever cannot see it hears title and description. Labels are in Bahasa Indonesia with
English beneath. Text from outside is escaped, whatever it holds. Pure, and in whole numbers throughout.
"""

from collections.abc import Mapping, Sequence
from html import escape

from contracts.evaluation import Predicate, Rating
from services.evaluation.policies.distribution_v1 import PREDICATES, Broken, Spread

__all__ = ["distribution", "nine_box"]

_NAMES: Mapping[str, tuple[str, str]] = {
    "above_expectation": ("Di atas ekspektasi", "above expectation"),
    "meets_expectation": ("Sesuai ekspektasi", "meets expectation"),
    "below_expectation": ("Di bawah ekspektasi", "below expectation"),
    "sangat_baik": ("Sangat baik", "very good"),
    "baik": ("Baik", "good"),
    "butuh_perbaikan": ("Butuh perbaikan", "needs improvement"),
    "kurang": ("Kurang", "poor"),
    "sangat_kurang": ("Sangat kurang", "very poor"),
    "istimewa": ("Istimewa", "outstanding"),
}
_RATINGS: tuple[Rating, ...] = ("below_expectation", "meets_expectation", "above_expectation")
#: Within a page a style is everybody's: each rule holds inside these pictures only.
_STYLE = (
    ".ek text{font-family:sans-serif;font-size:13px;fill:#111}.ek .m{text-anchor:middle}"
    ".ek .n{font-size:26px;font-weight:bold;text-anchor:middle}.ek .e{font-size:11px;fill:#444}"
    ".ek .b{fill:#fff;stroke:#111}.ek .f{fill:#888;stroke:#111}"
    ".ek .l{stroke:#111;stroke-width:2;stroke-dasharray:4 3}"
)
_CELL, _LEFT, _TOP = 150, 170, 60
_ROW, _BAR = 46, 360


def nine_box(people: Sequence[tuple[Rating, Rating]], title: str) -> str:
    """Nine boxes with the number of people in each: behaviour to the right, results upward.

    `people`: result and behaviour rating of each; `title`: of whom and when, such as a unit's name and the period.
    """
    counts = {pair: people.count(pair) for pair in _pairs()}
    told = "; ".join(
        f"{_NAMES[result][0]} / {_NAMES[behaviour][0]}: {number}"
        for (result, behaviour), number in counts.items()
        if number
    )
    body = []
    for (result, behaviour), number in counts.items():
        x = _LEFT + _RATINGS.index(behaviour) * _CELL
        y = _TOP + (len(_RATINGS) - 1 - _RATINGS.index(result)) * _CELL
        body.append(f'<rect class="b" x="{x}" y="{y}" width="{_CELL}" height="{_CELL}"/>')
        body.append(f'<text class="n" x="{x + _CELL // 2}" y="{y + _CELL // 2 + 9}">{number}</text>')
    for place, rating in enumerate(_RATINGS):
        row = _TOP + (len(_RATINGS) - 1 - place) * _CELL + _CELL // 2
        body.append(_label(_LEFT - 160, row, rating))
        body.append(_label(_LEFT + place * _CELL + _CELL // 2, _TOP + 3 * _CELL + 22, rating, middle=True))
    body.append(_both(10, _TOP - 12, "Hasil kerja", "results"))
    body.append(_both(_LEFT, _TOP + 3 * _CELL + 62, "Perilaku kerja", "behaviour"))
    heading = f"Sembilan kotak / nine-box: {title}"
    return _svg(
        "nine-box",
        heading,
        f"{len(people)} orang / people. {told}",
        (_LEFT + 3 * _CELL + 20, _TOP + 3 * _CELL + 90),
        body,
    )


def distribution(spread: Spread, title: str) -> str:
    """A bar for each predicate with its number and share, marks where the pattern's limits lie, and what is broken."""
    body = []
    for place, name in enumerate(PREDICATES):
        number, y = spread.counts[name], _TOP + place * _ROW
        body.append(_label(10, y + 14, name))
        body.append(f'<rect class="b" x="{_LEFT}" y="{y}" width="{_BAR}" height="24"/>')
        body.append(f'<rect class="f" x="{_LEFT}" y="{y}" width="{_width(number, spread.people)}" height="24"/>')
        body.append(
            f'<text x="{_LEFT + _BAR + 10}" y="{y + 17}">{number} ({_per_cent(number, spread.people)} %)</text>'
        )
        body += [_mark(one, y, spread.people) for one in spread.broken if one.rule.predicates[0] == name]
    y = _TOP + len(PREDICATES) * _ROW + 14
    lines = [_verdict(spread), *(_said(one) for one in spread.broken)]
    for line in lines:
        body.append(_both(10, y, *line))
        y += 36
    heading = f"Distribusi predikat / distribution of predicates: {title}"
    counts = "; ".join(f"{_NAMES[name][0]} / {_NAMES[name][1]}: {spread.counts[name]}" for name in PREDICATES)
    told = f"{spread.people} orang / people. {counts}. {' '.join(f'{one} / {other}.' for one, other in lines)}"
    return _svg("distribution", heading, told, (_LEFT + _BAR + 110, y + 10), body)


def _pairs() -> list[tuple[Rating, Rating]]:
    return [(result, behaviour) for result in reversed(_RATINGS) for behaviour in _RATINGS]


def _width(number: int, people: int) -> int:
    return 0 if people == 0 else _BAR * number // people


def _per_cent(number: int, people: int) -> int:
    return 0 if people == 0 else (200 * number + people) // (2 * people)  # rounded half up


def _mark(broken: Broken, y: int, people: int) -> str:
    limit = broken.limit.fewest if broken.limit.fewest is not None else broken.limit.most
    x = _LEFT + _width(limit or 0, people)
    return f'<line class="l" x1="{x}" y1="{y - 5}" x2="{x}" y2="{y + 29}"/>'


def _verdict(spread: Spread) -> tuple[str, str]:
    unit, achievement = _NAMES[spread.achievement]
    start, beginning = f"Capaian unit: {unit}", f"the unit: {achievement}"
    match spread.verdict:
        case "fits":
            return f"{start}. Sesuai pola", f"{beginning}; as the pattern has it"
        case "broken":
            return f"{start}. Tidak sesuai pola", f"{beginning}; not as the pattern has it"
    return f"{start}. Terlalu sedikit orang untuk pola", f"{beginning}; too few people for a pattern"


def _said(broken: Broken) -> tuple[str, str]:
    names: tuple[Predicate, ...] = broken.rule.predicates
    ours, english = (" + ".join(_NAMES[name][place] for name in names) for place in (0, 1))
    if broken.limit.fewest is not None:
        return (
            f"{ours}: {broken.found}, paling sedikit {broken.limit.fewest} dari {broken.people}",
            f"{english}: {broken.found}, at least {broken.limit.fewest} of {broken.people}",
        )
    return (
        f"{ours}: {broken.found}, paling banyak {broken.limit.most} dari {broken.people}",
        f"{english}: {broken.found}, at most {broken.limit.most} of {broken.people}",
    )


def _label(x: int, y: int, name: str, *, middle: bool = False) -> str:
    return _both(x, y, *_NAMES[name], middle=middle)


def _both(x: int, y: int, ours: str, english: str, *, middle: bool = False) -> str:
    """A label in Bahasa Indonesia with the English beneath it, smaller."""
    where = ' class="m"' if middle else ""
    beneath = "e m" if middle else "e"
    return (
        f'<text x="{x}" y="{y}"{where}>{escape(ours)}</text>'
        f'<text class="{beneath}" x="{x}" y="{y + 15}" lang="en">{escape(english)}</text>'
    )


def _svg(name: str, title: str, description: str, size: tuple[int, int], body: Sequence[str]) -> str:
    width, height = size
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"',
            f' class="ek" role="img" aria-labelledby="{name}-title {name}-desc" lang="id">',
            f'<title id="{name}-title">{_clean(title)}</title><desc id="{name}-desc">{_clean(description)}</desc>',
            f"<style>{_STYLE}</style>",
            f'<text x="10" y="24">{_clean(title)}</text>',
            *body,
            "</svg>",
        ]
    )


def _clean(text: str) -> str:
    """Text that any XML reader takes: escaped, and without the characters that no XML may hold."""
    kept = "".join(
        one if one >= " " and not "\ud800" <= one <= "\udfff" and one not in "\ufffe\uffff" else " " for one in text
    )
    return escape(kept)
