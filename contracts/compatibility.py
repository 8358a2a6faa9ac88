"""When a newer schema of the same major may stand beside the released one: only by adding optional fields.

Everything else is a new major: what an old reader would misread (a field gone, a type changed, a word
added to an enum) and what a new reader could not find in recorded bytes (a field now required). Wording
(title, description) is free, and a list of words that is open (`examples` without an `enum`, `values.OPEN`) may
grow; none of its words may go, for it stands in recorded bytes. Pure: two parsed schemas in, sentences out.
"""

from typing import Any, Final

__all__ = ["compatible", "incompatibilities"]

_Schema = dict[str, Any]  # Any: a parsed JSON _Schema

_WORDING: Final = frozenset({"title", "description", "examples", "$comment"})
_LISTS: Final = ("anyOf", "oneOf", "allOf", "prefixItems")
_SINGLE: Final = ("items", "additionalProperties")
#: Compared part by part, or reached through a `$ref`; every other word must be the same.
_STRUCTURE: Final = frozenset({"properties", "required", "enum", "$defs", *_LISTS, *_SINGLE})


def compatible(old: _Schema, new: _Schema) -> bool:
    """Whether `new` may be released as a further edition of the major that `old` is an edition of."""
    return not incompatibilities(old, new)


def incompatibilities(old: _Schema, new: _Schema) -> tuple[str, ...]:
    """Why not, each naming the place in the data; empty when compatible."""
    return tuple(_Comparison(old, new).of(old, new, "data"))


class _Comparison:
    """Walks two whole schemas side by side, through their `$ref`s; a schema inside itself is walked once."""

    def __init__(self, old: _Schema, new: _Schema) -> None:
        self._roots = (old, new)
        self._inside: list[tuple[object, object]] = []

    def of(self, old: _Schema, new: _Schema, at: str) -> list[str]:
        pair = (old.get("$ref"), new.get("$ref"))
        if pair in self._inside:
            return []
        self._inside += [pair] if any(pair) else []
        old, new = _followed(self._roots[0], old), _followed(self._roots[1], new)
        reasons = [*self._words(old, new, at), *self._fields(old, new, at), *self._parts(old, new, at)]
        if any(pair):
            self._inside.pop()
        return reasons

    def _words(self, old: _Schema, new: _Schema, at: str) -> list[str]:
        kept = (old.keys() | new.keys()) - _WORDING - _STRUCTURE
        reasons = [f"{at}: {word} changed" for word in sorted(kept) if old.get(word) != new.get(word)]
        if _as_set(old.get("enum")) != _as_set(new.get("enum")):
            reasons.append(f"{at}: enum changed")
        still = new.get("examples", ())
        return reasons + [f"{at}: the word {word} is gone" for word in old.get("examples", ()) if word not in still]

    def _fields(self, old: _Schema, new: _Schema, at: str) -> list[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        needed_before, needed = set(old.get("required", ())), set(new.get("required", ()))
        reasons = [f"{at}.{name}: removed" for name in sorted(before.keys() - after.keys())]
        reasons += [f"{at}.{name}: now required" for name in sorted(needed - needed_before)]
        reasons += [f"{at}.{name}: no longer required" for name in sorted((needed_before - needed) & after.keys())]
        if after.keys() - before.keys() and old.get("additionalProperties", True) is not True:
            reasons.append(f"{at}: released readers refuse fields they do not know")
        for name in sorted(before.keys() & after.keys()):
            reasons += self.of(before[name], after[name], f"{at}.{name}")
        return reasons

    def _parts(self, old: _Schema, new: _Schema, at: str) -> list[str]:
        reasons = []
        for word in _LISTS:
            before, after = old.get(word, []), new.get(word, [])
            if len(before) != len(after):
                reasons.append(f"{at}: {word} changed")
            for one, other in zip(before, after, strict=False):
                reasons += self.of(one, other, at)
        for word in _SINGLE:
            one, other = old.get(word), new.get(word)
            if isinstance(one, dict) and isinstance(other, dict):
                reasons += self.of(one, other, f"{at}[]")
            elif one != other:
                reasons.append(f"{at}: {word} changed")
        return reasons


def _followed(root: _Schema, schema: _Schema) -> _Schema:
    """`schema` with its local `$ref` replaced by what it names; words beside the `$ref` stay."""
    while "$ref" in schema:
        target: Any = root  # Any: a step inside the document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        schema = target | {word: said for word, said in schema.items() if word != "$ref"}
    return schema


def _as_set(enum: list[Any] | None) -> set[str] | None:  # Any: JSON values
    return None if enum is None else {repr(value) for value in enum}
