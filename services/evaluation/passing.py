"""Two commands on streams of their own that must not pass each other: one of them is refused.

What the other has recorded is looked at in the transaction that records, under the log's lock. What is written in that
very transaction is not there yet, so each leaves a mark for it (`chassis.recorder` writes together those who wait).
"""

from psycopg import Cursor
from psycopg.rows import DictRow

from chassis.errors import Conflict

__all__ = ["changed", "written_too"]

#: Set for one transaction only; one setting for all keys, for a session never forgets the name of one.
_MARK = (
    "SELECT set_config(%(own)s, coalesce(current_setting(%(own)s, true), '') || %(key)s::text, true),"
    " strpos(current_setting(%(other)s, true), %(key)s::text) > 0 AS other"
)


def written_too(curs: Cursor[DictRow], own: str, other: str, key: object) -> bool:
    """Whether `other` is recorded of `key` in this transaction too; marks it with `own`, for who comes after."""
    names = {"own": f"ekinerja.{own}", "other": f"ekinerja.{other}", "key": f"[{key}]"}
    row = curs.execute(_MARK, names).fetchone()
    return bool(row and row["other"])


def changed(detail: str, pesan: str) -> Conflict:
    """What is refused then, to be raised."""
    return Conflict(
        detail=detail,
        pesan=pesan,
        mend="read the current state and decide again",
        perbaikan="baca keadaan terkini lalu putuskan kembali",
    )
