"""What a translation must preserve literally: placeholders and addresses."""

from __future__ import annotations

import re
from collections import Counter

_PLACEHOLDER = re.compile(
    r"\{\{[^{}\n]{1,60}\}\}"  # {{name}}
    r"|\$?\{[\w.:,!\[\] -]{0,60}\}"  # {0}, {name}, ${name}, {count, number}
    r"|%(?:\(\w+\))?(?:\d+\$)?[-+#0]*\d*(?:\.\d+)?(?:[sdifuxXeEgGc@](?![^\W_])|l[du])"  # %s, %1$s, %(name)s
    r"|</?[a-zA-Z][\w-]*(?:\s[^<>\n]{0,200})?/?>"  # <br>, <b>, </b>
)
_ADDRESS = re.compile(
    r"(?:https?|ftp)://[^\s<>\"“”«»）】]+"
    r"|www\.[^\s<>\"“”«»）】]+"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)
_ENDS_SENTENCE = ".,;:!?)]}'’…"


def placeholders(text: str) -> Counter[str]:
    """Placeholders of program strings and HTML tags: ``{name}``, ``%s``, ``<br>``."""
    return Counter(match.group() for match in _PLACEHOLDER.finditer(text))


def addresses(text: str) -> Counter[str]:
    """Web and mail addresses, without the punctuation mark after them."""
    return Counter(_trimmed(match.group()) for match in _ADDRESS.finditer(text))


def lost_placeholders(source: str, text: str) -> list[str]:
    """Placeholders of the source that the text lacks, in the order of the source."""
    return _missing(placeholders(source), placeholders(text))


def lost_addresses(source: str, text: str) -> list[str]:
    """Addresses of the source that the text lacks, in the order of the source."""
    return _missing(addresses(source), addresses(text))


def _missing(wanted: Counter[str], found: Counter[str]) -> list[str]:
    return list((wanted - found).elements())


def _trimmed(address: str) -> str:
    while address and address[-1] in _ENDS_SENTENCE:
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address
