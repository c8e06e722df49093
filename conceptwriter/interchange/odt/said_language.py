"""The language that an OpenDocument text names for the spelling checker, and the direction of writing.

A style names up to three languages, by the kind of script: western, Asian and complex (OpenDocument 1.3,
part 3, 20.202 ``fo:language``, 20.364 ``style:language-asian``, 20.365 ``style:language-complex``).
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from conceptwriter.interchange.odt.names import qn
from conceptwriter.interchange.odt.package import CONTENT, STYLES, TextFile
from conceptwriter.language import find_language
from conceptwriter.language.regions import region_of

Xml = Any
_ASIAN = frozenset({"Hans", "Hant", "Jpan", "Hang"})
_WESTERN = frozenset({"Latn", "Cyrl", "Grek", "Armn", "Geor"})
_COUNTRIES = {"zh-Hans": "CN", "zh-Hant": "TW", "ja": "JP", "ko": "KR"}
"""Word processors tell the two ways of writing Chinese apart by the country."""


def language_attributes(code: str, tag: str = "") -> dict[str, str]:
    """The attributes of ``style:text-properties`` for a language (FLORES-200); `tag` may have a region."""
    language = find_language(code)
    primary = language.bcp47.split("-")[0]
    country = region_of(tag) or _COUNTRIES.get(language.bcp47, "none")
    prefix, suffix = _names(code)
    return {qn(f"{prefix}:language{suffix}"): primary, qn(f"{prefix}:country{suffix}"): country}


def _names(code: str) -> tuple[str, str]:
    script = find_language(code).script
    if script in _WESTERN:
        return "fo", ""
    return "style", "-asian" if script in _ASIAN else "-complex"


def writing_mode(code: str) -> str:
    """The value of ``style:writing-mode``."""
    return "rl-tb" if find_language(code).direction == "rtl" else "lr-tb"


def said_tag(file: TextFile) -> str:
    """The tag of the western language that the file checks spelling in; empty if it names none."""
    for properties in () if file.styles is None else file.styles.iter(qn("style:text-properties")):
        named, country = (properties.get(qn(f"fo:{name}"), "") for name in ("language", "country"))
        if named and properties.getparent().tag == qn("style:default-style"):
            return named if country in {"", "none"} else f"{named}-{country}"
    return ""


def change_language(file: TextFile, before: str, after: str, tag: str) -> None:
    """Name the language after, as this tag, wherever the one before is named, and as the default."""
    prefix, suffix = _names(before)
    key = qn(f"{prefix}:language{suffix}")
    old = find_language(before).bcp47.split("-")[0]
    same_kind = _names(before) == _names(after)
    for part, root in ((CONTENT, file.content), (STYLES, file.styles)):
        for properties in () if root is None else root.iter(qn("style:text-properties")):
            if same_kind and properties.get(key, "").lower() == old:
                properties.attrib.update(language_attributes(after, tag))
                file.changed.add(part)
    default = _default(file)
    if default is not None:
        _properties(default, "style:text-properties").attrib.update(language_attributes(after, tag))
        if writing_mode(before) != writing_mode(after):
            _properties(default, "style:paragraph-properties").set(
                qn("style:writing-mode"), writing_mode(after)
            )
        file.changed.add(STYLES)


def _default(file: TextFile) -> Xml:
    """The style of all paragraphs."""
    styles = None if file.styles is None else file.styles.find(qn("office:styles"))
    if styles is None:
        return None
    for found in styles.findall(qn("style:default-style")):
        if found.get(qn("style:family")) == "paragraph":
            return found
    found = etree.Element(qn("style:default-style"), {qn("style:family"): "paragraph"})
    styles.insert(0, found)
    return found


def _properties(style: Xml, name: str) -> Xml:
    found = style.find(qn(name))
    if found is None:
        found = etree.Element(qn(name))
        style.insert(0 if name == "style:paragraph-properties" else len(style), found)
    return found
