"""Whether a text names a person: an employee number, an e-mail address or a telephone number, however it is spaced.

Official wording is recorded for ever, so whoever pastes a person into it is stopped. What offices write every day is
no person: years, dates, hours, amounts of money, numbers of regulations and letters (a test names many of each).
Every pattern is bounded: the time to look is proportional to the text's length, whatever the text.
"""

import re
from datetime import date
from typing import Final

__all__ = ["names_a_person"]

#: What people put between the groups of a number; dashes also as word processors make them.
_DASHES: Final = r"\s_\-\u2010-\u2015\u2212"
_GAP: Final = rf"[{_DASHES}.()]{{0,3}}"

#: Only the sign before the @ is looked for, so that each @ is tried once.
_EMAIL: Final = re.compile(r"[^\s@]@[^\s@]+\.[^\s@]")
_EIGHTEEN: Final = re.compile(r"\d{18}")
#: Eighteen digits in groups, from the beginning of a group to the end of one.
_GROUPED: Final = re.compile(rf"(?<!\d)(?=(\d(?:[{_DASHES}./]{{0,3}}\d){{17}})(?!\d))")
#: `+62 435 821234`: after a plus, the country's code and whatever follows it.
_ABROAD: Final = re.compile(rf"\+\s?62{_GAP}[2-9](?:{_GAP}\d){{7}}")
#: `62812...`: a mobile number without the plus, unless it is an amount (`Rp`, or in thousands: `62.812.345.678`).
_ABROAD_BARE: Final = re.compile(
    r"(?<![\d+])(?<!\d[.,])(?<!Rp)(?<!Rp[\s.])(?<!Rp\.\s)(?!\d\d(?:\.\d{3})+(?!\.?\d))"
    rf"62{_GAP}8[1-9]\d(?:{_GAP}\d){{6,9}}(?!\d)"
)
#: `0812 ...`: a mobile number, unless it begins like a date (`08-12-2026`); codes of budgets begin `08.`.
_MOBILE: Final = re.compile(
    rf"(?<!\d)(?<!\d[.,])(?!\d\d.\d\d.(?:19|20)\d\d(?!\d))08[{_DASHES}]{{0,3}}[1-9](?:{_GAP}\d){{7}}"
)

#: Between these years everyone was born who can be in an office now, and at these ages they were appointed: figures
#: that merely stand in groups are hardly ever both.
_BORN: Final = range(1935, 2016)
_APPOINTED_AGE: Final = range(15, 61)


def names_a_person(text: str) -> bool:
    """Whether `text` holds a NIP or NI, an e-mail address or a telephone number."""
    return (
        any(pattern.search(text) for pattern in (_EIGHTEEN, _EMAIL, _ABROAD, _ABROAD_BARE, _MOBILE))
        or any(_is_employee_number(re.sub(r"\D", "", found[1])) for found in _GROUPED.finditer(text))
    )  # fmt: skip


def _is_employee_number(digits: str) -> bool:
    """Whether 18 digits are built as a NIP or NI is: birth, year of appointment, month or code, sex, serial."""
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).year
    except ValueError:
        return False
    return born in _BORN and int(digits[8:12]) - born in _APPOINTED_AGE and digits[14] in "12"
