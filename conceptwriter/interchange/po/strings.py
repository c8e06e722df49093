"""Quoted strings of PO files (GNU gettext manual, section "The Format of PO Files"): those of C."""

from __future__ import annotations

import re

WIDTH = 78
"""Columns of a line; gettext's tools break longer strings."""
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_ESCAPED = {"\\": "\\\\", '"': '\\"', **{value: f"\\{name}" for name, value in _ESCAPES.items()}}
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{1,2})|([0-7]{1,3})|(.))", re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"\s*')
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_PIECE = re.compile(r"[^\s]*\s*")


def unquoted(line: str) -> str | None:
    """The text of ``"..."``; None if the line is not one quoted string."""
    found = _QUOTED.fullmatch(line)
    return None if found is None else _ESCAPE.sub(_character, found.group(1))


def _character(found: re.Match[str]) -> str:
    hexadecimal, octal, name = found.groups()
    if hexadecimal:
        return chr(int(hexadecimal, 16))
    if octal:
        return chr(int(octal, 8))
    return _ESCAPES.get(name, name)


def quoted(text: str) -> str:
    """``"..."``"""
    return '"' + "".join(_ESCAPED.get(sign, sign) for sign in text) + '"'


def field_lines(keyword: str, text: str, *, wrapped: bool = True) -> list[str]:
    """The lines of one field: on one line if it fits, else begun with an empty string.

    ``wrapped``: long lines are broken behind spaces, as gettext's tools do; line ends break them in any case.
    """
    one = f"{keyword} {quoted(text)}"
    if "\n" not in text[:-1] and (not wrapped or len(one) <= WIDTH + 1):
        return [one]
    lines = [f'{keyword} ""']
    for line in _LINE.findall(text):
        lines += _wrapped(line) if wrapped else [quoted(line)]
    return lines


def _wrapped(text: str) -> list[str]:
    lines = [""]
    for piece in _PIECE.findall(text):
        if lines[-1] and len(quoted(lines[-1] + piece.rstrip(" "))) > WIDTH:
            lines.append("")
        lines[-1] += piece
    return [quoted(line) for line in lines if line]
