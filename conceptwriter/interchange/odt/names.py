"""Names of OpenDocument 1.3 as lxml has them: ``{namespace}name``."""

from __future__ import annotations

from functools import cache

_BASE = "urn:oasis:names:tc:opendocument:xmlns:"
NAMESPACES = {
    "office": f"{_BASE}office:1.0",
    "style": f"{_BASE}style:1.0",
    "text": f"{_BASE}text:1.0",
    "table": f"{_BASE}table:1.0",
    "draw": f"{_BASE}drawing:1.0",
    "fo": f"{_BASE}xsl-fo-compatible:1.0",
    "svg": f"{_BASE}svg-compatible:1.0",
    "meta": f"{_BASE}meta:1.0",
    "manifest": f"{_BASE}manifest:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
}
MIME_TYPE = "application/vnd.oasis.opendocument.text"


@cache
def qn(name: str) -> str:
    """The full name of ``text:p``."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"
