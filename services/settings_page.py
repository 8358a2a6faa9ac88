"""The page of all settings, made from the one list of them (`chassis/settings.py`)."""

from collections.abc import Iterable

from chassis.settings import Settings

__all__ = ["rows", "settings_page", "table"]

_HEAD = """# Settings

Environment variables of every process, from `chassis/settings.py` (`ekinerja settings`). `make schemas` makes this.
Missing or wrong ones stop a process at once, with their name. Each service has its own `EKINERJA_DATABASE`.

"""


def rows() -> list[tuple[str, str, str]]:
    """Variable, default and meaning of each setting, in the order of the list."""
    return [
        (
            f"EKINERJA_{name.upper()}",
            "(needed)" if field.is_required() else str(field.default if field.default is not None else ""),
            field.description or "",
        )
        for name, field in Settings.model_fields.items()
    ]


def table(settings: Iterable[tuple[str, object, str]]) -> str:
    """A table of variable, default and meaning."""
    lines = [f"| {variable} | {default} | {meaning} |\n" for variable, default, meaning in settings]
    return "| variable | default | meaning |\n|---|---|---|\n" + "".join(lines)


def settings_page() -> str:
    """What every process takes, as a page; `deploy/local/settings_page.py` adds what is not for production."""
    return _HEAD + table(rows())
