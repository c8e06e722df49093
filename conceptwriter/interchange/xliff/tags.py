"""A start tag as written in a file: its attributes can be changed while the rest stays as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from xml.sax.saxutils import quoteattr

_NAME = re.compile(r"<([^\s/>]+)")
_ATTRIBUTE = re.compile(r"\s+([^\s=]+)\s*=\s*(\"[^\"]*\"|'[^']*')")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag's name with its prefix, and its attributes: names with prefixes, values with quotes."""

    name: str
    attributes: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, written: bytes) -> Tag:
        """The tag of a start tag or an empty-element tag."""
        text = written.decode("utf-8")
        found = _NAME.match(text)
        assert found is not None, "it was a tag for the parser"
        return cls(found.group(1), tuple(_ATTRIBUTE.findall(text, found.end())))

    def renamed(self, name: str) -> Tag:
        """Another element with the same prefix and attributes."""
        prefix, colon, _ = self.name.rpartition(":")
        return replace(self, name=f"{prefix}{colon}{name}")

    def value(self, name: str) -> str | None:
        """The value of an attribute as written, with quotes."""
        return next((value for key, value in self.attributes if key == name), None)

    def with_value(self, name: str, value: str | None) -> Tag:
        """With an attribute set, or without it; a new one comes last."""
        if value is None:
            return replace(self, attributes=tuple(pair for pair in self.attributes if pair[0] != name))
        quoted = quoteattr(value, {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})
        if self.value(name) is None:
            return replace(self, attributes=(*self.attributes, (name, quoted)))
        changed = tuple((key, quoted if key == name else old) for key, old in self.attributes)
        return replace(self, attributes=changed)

    def keeping(self, names: dict[str, str]) -> Tag:
        """Only the attributes that `names` has, under the names it gives, and those with prefixes."""
        kept = ((names.get(key, key), value) for key, value in self.attributes if key in names or ":" in key)
        return replace(self, attributes=tuple(kept))

    @property
    def start(self) -> str:
        """The start tag."""
        return f"<{self.name}{self._written}>"

    @property
    def empty(self) -> str:
        """The empty-element tag."""
        return f"<{self.name}{self._written}/>"

    @property
    def end(self) -> str:
        """The end tag."""
        return f"</{self.name}>"

    @property
    def _written(self) -> str:
        return "".join(f" {key}={value}" for key, value in self.attributes)
