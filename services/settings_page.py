"""The page of all settings, made from the one list of them (`chassis/settings.py`)."""

from chassis.settings import Settings

__all__ = ["rows", "settings_page"]

_HEAD = """# Settings

Environment variables of every process, from `chassis/settings.py`; this page is made by `ekinerja settings --markdown`.
Missing or wrong ones stop a process at once, with their name. Each service has its own `EKINERJA_DATABASE`.

| variable | default | meaning |
|---|---|---|
"""

_LOCAL = """
## The local stack only (`make up`)

| variable | default | meaning |
|---|---|---|
| EKINERJA_PLANNING_PORT ... EKINERJA_NOTIFY_PORT | 8001 ... 8005 | ports of the services, in the order of the flow |
| EKINERJA_ISSUER_PORT | 8000 | port of the development issuer |
| EKINERJA_KAFKA_PORT | 19092 | port of the embedded Kafka |
| EKINERJA_STACK | embedded | `embedded`, `containers` (a container engine is needed) or `external` |
| EKINERJA_MAVEN_MIRROR | (the usual one) | another Maven repository for Kafka's jars |
| STORY | 1 | 0: start empty |
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


def settings_page() -> str:
    """The whole page, as `docs/settings.md` holds it."""
    lines = [f"| {variable} | {default} | {meaning} |\n" for variable, default, meaning in rows()]
    return _HEAD + "".join(lines) + _LOCAL
