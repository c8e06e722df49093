"""Keeping the first characters of a line from being read as Markdown block structure, and back.

A sentence may begin with ``#``, ``1.`` or ``>`` without being a heading, a list item or a quotation. On
export such a line gets one backslash; on import exactly that backslash is removed. Both apply the same test
to the same text, so each reverts the other, whatever backslashes the writer has typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_HARD_BREAK = "\\\n"

# Each pattern: what precedes the place of the escape, the backslashes already present, what
# follows.
_ANY_LINE = tuple(
    re.compile(pattern)
    for pattern in (
        r"()(\\*)(?=#{1,6}(?:[ \t]|$))",
        r"()(\\*)(?=[-+*](?:[ \t]|$))",
        r"()(\\*)(?=>)",
        r"()(\\*)(?=`{3,}[^`]*$)",
        r"()(\\*)(?=~{3,})",
        r"()(\\*)(?=([-_*])(?:[ \t]*\3){2,}[ \t]*$)",
        r"(\d{1,9})(\\*)(?=[.)](?:[ \t]|$))",
    )
)
_LATER_LINE = tuple(
    re.compile(pattern)
    for pattern in (
        r"()(\\*)(?=(?:=+|-+)[ \t]*$)",  # the underline of a heading
        r"()(\\*)(?=[|: \t]*-[-:| \t]*$)",  # the second row of a table
    )
)
_MAYBE_HTML = re.compile(r"()(\\*)(?=<[A-Za-z/!?])")
_MAYBE_DEFINITION = re.compile(r"()(\\*)(?=\[)")
_CLOSING_HASHES = re.compile(r"(?:^|(?<=[ \t]))(\\*)(#+)$")

_PUNCTUATION = re.escape("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_MARK = re.compile(
    rf"\\(?=[{_PUNCTUATION}]|$|\n)"
    r"|[`\[\]]"
    r"|(?<![^\s])\*(?=\S)|(?<=\S)\*"
    r"|(?<![^\W_])_(?=\S)|(?<=\S)_(?![^\W_])|(?<=_)_|_(?=_)"
    r"|~(?=~)|(?<=~)~"
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#\d{1,7};|#[xX][0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)"
)
"""A Markdown mark; a star or underscore between two spaces, or inside a word_like_this, is not one."""
_LEADING_TAG = re.compile(r"^((?:\\\\)*)\\<", re.MULTILINE)

_ESCAPED_MARK = re.compile(rf"\\([{_PUNCTUATION}])|&lt;")

StartsBlock = Callable[[str], bool]
"""Whether a text, read as Markdown, begins with anything but a paragraph."""


def escape_lines(lines: Sequence[str], starts_block: StartsBlock) -> list[str]:
    """The lines of a paragraph (between hard breaks) in the form written to a file."""
    escaped = list(lines)
    for index in reversed(
        range(len(escaped))
    ):  # the first line is judged with the others as they will be written
        place = _place_in(escaped, index, starts_block)
        if place is not None:
            escaped[index] = f"{escaped[index][:place]}\\{escaped[index][place:]}"
    return escaped


def unescape_lines(lines: Sequence[str], starts_block: StartsBlock) -> list[str]:
    """Undo :func:`escape_lines`."""
    plain = list(lines)
    for index, line in enumerate(lines):
        place = _place_in(plain, index, starts_block)
        if place is not None and line.startswith("\\", place):
            plain[index] = line[:place] + line[place + 1 :]
    return plain


def unescape_paragraph(lines: Sequence[str], starts_block: StartsBlock) -> list[str]:
    """Undo the escapes at the beginning of the lines between hard breaks, which may contain soft line ends.

    Those after a soft line end are left alone: a wrapped line is joined to the one before and needs them.
    """
    physical = [part for line in lines for part in line.split("\n")]
    plain = iter(unescape_lines(physical, starts_block))
    unescaped = []
    for line in lines:
        _, *others = line.split("\n")
        unescaped.append("\n".join([next(plain), *others]))
        for _ in others:
            next(plain)
    return unescaped


def unescape_later_line(line: str, starts_block: StartsBlock) -> str:
    """Undo the escape of a line that is not the first of its paragraph."""
    return unescape_lines(["", line], starts_block)[1]


def _place_in(lines: Sequence[str], index: int, starts_block: StartsBlock) -> int | None:
    """Where a line needs a backslash, or already has one; None if the line is harmless."""
    line = lines[index]
    patterns = _ANY_LINE if index == 0 else _ANY_LINE + _LATER_LINE
    for pattern in patterns:
        match = pattern.match(line)
        if match:
            return match.end(1)
    html = _MAYBE_HTML.match(line)
    # below the first line only those tags begin a block that do so whatever follows them
    if html and starts_block(line[html.end() :] + (" x" if index else "")):
        return 0
    if index == 0:
        definition = _MAYBE_DEFINITION.match(line)
        if definition and starts_block(_HARD_BREAK.join([line[definition.end() :], *lines[1:]])):
            return 0
    return None


def escape_inline(text: str) -> str:
    """Plain text as inline Markdown that renders as the same text.

    Only what Markdown would read as a mark gets a backslash; :func:`escape_lines` handles block marks.
    """
    # a backslash before a tag that begins a line would be counted by escape_lines
    return _LEADING_TAG.sub(r"\1&lt;", _MARK.sub(r"\\\g<0>", text))


def unescape_inline(text: str) -> str:
    """The plain text of what :func:`escape_inline` has escaped."""
    return _ESCAPED_MARK.sub(lambda found: found.group(1) or "<", text)


def escape_heading(text: str) -> str:
    """Keep ``#`` at the end of a heading from being read as Markdown's closing marks."""
    match = _CLOSING_HASHES.search(text)
    return f"{text[: match.start()]}\\{text[match.start() :]}" if match else text


def unescape_heading(text: str) -> str:
    """Undo :func:`escape_heading`."""
    match = _CLOSING_HASHES.search(text)
    return text[: match.start()] + text[match.start() + 1 :] if match and match.group(1) else text
