"""The names of XLIFF 2: namespaces, versions, and some values (XLIFF 2.2, sections 1.3 and 4)."""

from __future__ import annotations

CORE_1_2 = "urn:oasis:names:tc:xliff:document:1.2"
CORE_2_0 = "urn:oasis:names:tc:xliff:document:2.0"
CORE_2_2 = "urn:oasis:names:tc:xliff:document:2.2"
VERSIONS = {CORE_2_0: ("2.0", "2.1"), CORE_2_2: ("2.0", "2.1", "2.2")}
"""The versions that a core namespace may name."""

MODULES = "urn:oasis:names:tc:xliff:"
FS = "urn:oasis:names:tc:xliff:fs:2.0"
ITS = "http://www.w3.org/2005/11/its"

MODULE_ROOTS = {
    "urn:oasis:names:tc:xliff:matches:2.0": {"matches"},
    "urn:oasis:names:tc:xliff:glossary:2.0": {"glossary"},
    "urn:oasis:names:tc:xliff:metadata:2.0": {"metadata"},
    "urn:oasis:names:tc:xliff:resourcedata:2.0": {"resourceData"},
    "urn:oasis:names:tc:xliff:changetracking:2.0": {"changeTrack"},
    "urn:oasis:names:tc:xliff:changetracking:2.1": {"changeTrack"},
    "urn:oasis:names:tc:xliff:sizerestriction:2.0": {"profiles", "data"},
    "urn:oasis:names:tc:xliff:validation:2.0": {"validation"},
}
"""Which elements of a module may be directly in a file, group or unit."""

FRAGMENT_PREFIXES = frozenset({"gls", "mtc", "mda", "res", "ctr", "slr", "val", "fs", "its", "pgs", "tbx"})
"""Registered prefixes of fragment identifiers, apart from those of the core."""

_STYLED = (
    "a b bdo big blockquote body br button caption center cite code col colgroup dd del div dl dt em h1 h2 "
    "h3 h4 h5 h6 head hr html i img label legend li ol p pre q s samp select small span strike strong sub "
    "sup table tbody td tfoot th thead title tr tt u ul"
)
FS_ELEMENTS = frozenset(_STYLED.split())
"""Values of ``fs:fs`` (Format Style module)."""

STATES = ("initial", "translated", "reviewed", "final")
INLINE = frozenset({"cp", "ph", "pc", "sc", "ec", "mrk", "sm", "em"})
CODES = frozenset({"ph", "pc", "sc", "ec"})

SUB_TYPES = {"lb": "fmt", "pb": "fmt", "b": "fmt", "i": "fmt", "u": "fmt", "var": "ui"}
"""The type that each sub-type of the prefix ``xlf`` belongs to."""


def is_module(namespace: str) -> bool:
    """Whether a namespace belongs to XLIFF itself, though not to its core."""
    return (namespace.startswith(MODULES) and namespace not in VERSIONS) or namespace == ITS
