"""XML whose elements know where in the file they begin and end, so that a part can be replaced on its own.

The parser is the standard library's Expat, not lxml, because Expat tells byte offsets: a file given back to a
client must not differ in a quotation mark where nothing was changed. What comes from outside is not trusted:
no entities of the file's own, nothing fetched, bounded depth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from conceptwriter.interchange.xliff.errors import InvalidXliff, Problem

XML = "http://www.w3.org/XML/1998/namespace"
LANG = f"{{{XML}}}lang"
SPACE = f"{{{XML}}}space"
XML_ID = f"{{{XML}}}id"

DEEPEST = 100
"""Elements inside each other; real files have a dozen."""

_START_TAG = re.compile(rb"<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*/?>")


@dataclass(slots=True, eq=False)
class Element:
    """One element. Its tags are the bytes `start` to `inner` and `inner_end` to `end` of the file in UTF-8.

    Attributes without namespace have their plain names, others ``{namespace}name``.
    """

    namespace: str
    name: str
    attributes: dict[str, str]
    line: int
    parent: Element | None
    prefixes: dict[str, str]
    """The namespace of each prefix in scope; shared with the parent unless the element declares one."""
    start: int
    inner: int
    inner_end: int = -1
    end: int = -1
    content: list[Element | str] = field(default_factory=list)

    @property
    def is_empty_tag(self) -> bool:
        """Whether it is written as one tag, ``<a/>``."""
        return self.inner == self.end

    @property
    def children(self) -> Iterator[Element]:
        """The elements directly inside."""
        return (child for child in self.content if isinstance(child, Element))

    def named(self, name: str) -> Iterator[Element]:
        """The children of this name in the element's own namespace."""
        return (child for child in self.children if child.name == name and child.namespace == self.namespace)

    def first(self, name: str) -> Element | None:
        """The first of them."""
        return next(self.named(name), None)

    @property
    def text(self) -> str:
        """All character data directly inside."""
        return "".join(part for part in self.content if isinstance(part, str))

    @property
    def whole_text(self) -> str:
        """All character data inside, at any depth."""
        return "".join(
            part if isinstance(part, str) else part.whole_text for part in self.content
        )  # as deep as the file, which is bounded

    def walk(self) -> Iterator[Element]:
        """This element and all inside it, in the order of the file."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack.extend(child for child in reversed(element.content) if isinstance(child, Element))

    def inherited(self, name: str, default: str = "") -> str:
        """The attribute's value here or on the nearest element around."""
        element: Element | None = self
        while element is not None:
            value = element.attributes.get(name)
            if value is not None:
                return value
            element = element.parent
        return default

    def ancestor(self, name: str) -> Element | None:
        """The nearest element of this name around."""
        element = self.parent
        while element is not None and element.name != name:
            element = element.parent
        return element


@dataclass(frozen=True, slots=True)
class XmlFile:
    """A parsed file: its root, its bytes in UTF-8, and its name for messages."""

    root: Element
    data: bytes
    name: str


def parse_xml(text: str, name: str) -> XmlFile:
    """The elements of an XML text. Raises InvalidXliff, which names the line."""
    data = text.encode("utf-8", "surrogatepass")
    return XmlFile(_Builder(data, name).built(), data, name)


class _Builder:
    def __init__(self, data: bytes, name: str) -> None:
        self._data, self._name = data, name
        self._root: Element | None = None
        self._open: list[Element] = []
        self._declared: dict[str, str] = {}
        # the encoding is given: the bytes are UTF-8, whatever the file's own declaration says
        self._parser = expat.ParserCreate("utf-8", " ")
        self._parser.ordered_attributes = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartNamespaceDeclHandler = self._declare
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.SkippedEntityHandler = self._skipped

    def built(self) -> Element:
        try:
            self._parser.Parse(self._data, True)
        except expat.ExpatError as error:
            reason = f"the file is not well-formed XML ({expat.ErrorString(error.code)})."
            raise self._refusal(reason, error.lineno) from None
        assert self._root is not None, "a well-formed file has an element"
        return self._root

    def _refusal(self, reason: str, line: int | None = None) -> InvalidXliff:
        return InvalidXliff(self._name, [Problem(line or self._parser.CurrentLineNumber, reason)])

    def _declare(self, prefix: str | None, namespace: str | None) -> None:
        self._declared[prefix or ""] = namespace or ""

    def _doctype(self, _name: str, _system: str | None, _public: str | None, has_subset: int) -> None:
        if has_subset:
            raise self._refusal(
                "the file defines entities or elements of its own (a DOCTYPE with an internal subset), which "
                "is not read. Ask for the file without it."
            )

    def _skipped(self, name: str, _is_parameter: bool) -> None:
        raise self._refusal(f"the entity &{name}; is not defined. Write the character itself.")

    def _start(self, name: str, attributes: list[str]) -> None:
        if len(self._open) >= DEEPEST:
            raise self._refusal(f"more than {DEEPEST} elements are inside each other.")
        parent = self._open[-1] if self._open else None
        start = self._parser.CurrentByteIndex
        tag = _START_TAG.match(self._data, start)
        assert tag is not None, "Expat has accepted the tag"
        inherited = parent.prefixes if parent is not None else {"xml": XML}
        namespace, local = _split(name)
        element = Element(
            namespace,
            local,
            {_key(attributes[at]): attributes[at + 1] for at in range(0, len(attributes), 2)},
            self._parser.CurrentLineNumber,
            parent,
            {**inherited, **self._declared} if self._declared else inherited,
            start,
            tag.end(),
        )
        self._declared = {}
        if parent is None:
            self._root = element
        else:
            parent.content.append(element)
        self._open.append(element)

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        if self._data[element.inner - 2 : element.inner] == b"/>":
            element.inner_end = element.end = element.inner
        else:
            element.inner_end = self._parser.CurrentByteIndex
            element.end = self._data.index(b">", element.inner_end) + 1

    def _text(self, text: str) -> None:
        content = self._open[-1].content
        if content and isinstance(content[-1], str):
            content[-1] += text
        else:
            content.append(text)


def _split(name: str) -> tuple[str, str]:
    namespace, _, local = name.rpartition(" ")
    return namespace, local


def _key(name: str) -> str:
    namespace, local = _split(name)
    return f"{{{namespace}}}{local}" if namespace else local
