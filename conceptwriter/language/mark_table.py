"""The inline marks of Markdown and its dialects, in one table.

The file reader uses it to know where no sentence may begin, and what is not text; the models' input is masked
with it. Sources: CommonMark 0.31 (section 6), and the manuals of Pandoc, GitHub, Obsidian, Hugo, Jekyll,
MyST, reStructuredText, CriticMarkup, gettext and ICU for their own marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class MarkKind(StrEnum):
    """The role of a mark in its sentence."""

    NOTE = "note"
    """Not part of the sentence, which is complete without it: a footnote reference, a comment, a tag."""
    WORD = "word"
    """Acts as a word, without which the sentence is incomplete: code, a formula, a placeholder."""
    SPACE = "space"
    """Separates two words: a line break."""


@dataclass(frozen=True, slots=True)
class MarkPattern:
    """One kind of mark: its first character, its pattern, and its display name."""

    first: str
    pattern: re.Pattern[str]
    kind: MarkKind
    name: str
    is_opaque: bool = True
    """False: it contains words, or is part of a sentence, so that a sentence of nothing else is text."""


# Every pattern is bounded: a file of opening marks must not take quadratic time.
_ATTRIBUTE = (
    r"\s+[A-Za-z_:@][\w.:-]{0,100}(?:\s{0,20}=\s{0,20}"
    r"(?:[^\s\"'=<>`{}]+|'[^']*'|\"[^\"]*\"|\{[^{}]{0,500}\}))?"
)
_TAG = (
    rf"<(?:[A-Za-z][\w.-]{{0,100}}(?:{_ATTRIBUTE})*\s*/?"
    r"|/[A-Za-z][\w.-]{0,100}\s*"
    r"|\?.{0,2000}?\?"
    r"|![A-Za-z][^>]{0,2000}"
    r"|!\[CDATA\[.{0,2000}?\]\])>"
)
_URL = r"(?:https?|ftp)://[^\s<>（）「」，。、]+[^\s<>（）「」，。、.,;:!?\"')\]*_]"
_IDENTIFIER = r"[A-Za-z_][\w.]{0,60}"
_HASHTAG = r"(?<![\w&/#(\[])#[^\W\d_][\w/-]{0,100}"
_ATTRIBUTES = r"\{:?[ \t]*[#.][\w:.-]+(?:[ \t]+[^{}\n]{0,200})?\}|\{:[^{}\n]{1,200}\}"


def _mark(
    first: str, pattern: str, kind: MarkKind, name: str, *, flags: int = 0, opaque: bool = True
) -> MarkPattern:
    return MarkPattern(first, re.compile(pattern, flags), kind, name, opaque)


_N, _W, _S = MarkKind.NOTE, MarkKind.WORD, MarkKind.SPACE

INLINE_MARKS: tuple[MarkPattern, ...] = (
    # -- tags and addresses
    _mark("<", r"<br\b[^<>]{0,100}>", _S, "line break", flags=re.IGNORECASE),
    _mark("<", r"<!-->|<!--->|<!--.{0,2000}?-->", _N, "comment", flags=re.DOTALL),
    _mark("<", r"<(?:[A-Za-z][A-Za-z0-9+.\-]{1,31}:[^<>\s]*|[^<>@\s]{1,200}@[^<>@\s]+)>", _W, "address"),
    _mark("<", _TAG, _N, "HTML", flags=re.DOTALL),
    _mark("hf", rf"(?<![^\W_]){_URL}", _W, "address"),
    _mark("w", r"(?<![\w./@])www\.[^\s<>（）「」，。、]+[^\s<>（）「」，。、.,;:!?\"')\]*_]", _W, "address"),
    # -- calls of notes, citations, images
    _mark("[", r"\[\^[^\]\[\s]{1,200}\](?!:)", _N, "footnote", opaque=False),
    _mark(
        "[",
        r"\[(?:[^\[\]@\n]{0,80}[\s;(-])?-?@[\w{][^\[\]\n]{0,300}\](?![(\[])",
        _N,
        "citation",
        opaque=False,
    ),
    _mark("^", r"\^\[(?:[^\[\]]|\[[^\[\]]{0,300}\]){1,1000}\]", _N, "footnote", opaque=False),
    _mark("!", r"!\[\[[^\[\]\n]{1,300}\]\]", _N, "embedded file"),
    _mark("[", r"\[\[[^\[\]|\n]{1,300}\]\]", _W, "link", opaque=False),
    # -- program text and templates
    _mark("{", r"\{\{[<%].{0,1000}?[%>]\}\}", _N, "shortcode", flags=re.DOTALL),
    _mark("{", r"\{%.{0,1000}?%\}", _N, "template tag", flags=re.DOTALL),
    _mark("{", r"\{#[ \t].{0,1000}?[ \t]#\}", _N, "comment", flags=re.DOTALL),
    _mark("{", r"\{>>.{0,1000}?<<\}", _N, "comment", flags=re.DOTALL),
    _mark("{", r"\{[A-Za-z][\w:+-]{0,60}\}`[^`\n]{1,300}`", _W, "role"),
    _mark("{", r"\{\{\{?[^{}\n]{1,120}\}?\}\}", _W, "placeholder"),
    _mark("{", _ATTRIBUTES, _N, "attributes"),
    _mark(
        "{",
        r"\{\w{1,60},[ \t]*(?:plural|select|selectordinal),"
        r"(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,60}\}){0,300}\}){1,600}\}",
        _W,
        "placeholder",
    ),
    _mark(
        "{",
        rf"\{{(?:(?:{_IDENTIFIER}|\d{{1,3}})?(?:\[\w{{0,60}}\]){{0,3}}(?:![rsa])?(?::[^{{}}\s]{{0,30}})?"
        r"|\w{1,60},[ \t]*(?:number|date|time)(?:,[^{}\n]{0,40})?)\}",
        _W,
        "placeholder",
    ),
    _mark("$", r"\$\{[^{}\n]{1,120}\}", _W, "placeholder"),
    _mark(
        "%",
        r"(?<![\d%])%(?:\(\w{1,60}\))?(?:\d{1,2}\$)?[-+#0]{0,3}\d{0,3}(?:\.\d{1,3})?"
        r"(?:[sdifuxXeEgGc@](?![^\W_])|l{1,2}[du])",
        _W,
        "placeholder",
    ),
    _mark("%", r"(?<![%\w])%%(?:[^%]|%(?!%)){1,1000}%%", _N, "comment"),
    # -- formulas and TeX
    _mark("$", r"\$\$(?:[^$\\]|\\.){1,1000}\$\$", _W, "formula", flags=re.DOTALL),
    _mark("$", r"(?<![\w$])\$`[^`\n]{1,500}`\$", _W, "formula"),
    _mark("$", r"(?<![\w$\\])\$(?=[^\s$])(?:[^$\\\n]|\\.){1,500}(?<![\s\\])\$(?![\d$])", _W, "formula"),
    _mark("\\", r"\\\((?:[^\\\n]|\\[^)\n]){1,500}\\\)", _W, "formula"),
    _mark(
        "\\",
        r"\\(?:foot)?(?:cite|note|label|index|gls)[a-zA-Z]{0,20}\*?(?:\[[^\[\]\n]{0,100}\]){0,2}"
        r"\{(?:[^{}\n]|\{[^{}\n]{0,300}\}){0,600}\}",
        _N,
        "TeX",
    ),
    _mark("\\", r"\\[A-Za-z]{2,30}\*?(?:\[[^\[\]\n]{0,100}\])?(?:\{[^{}\n]{0,300}\}){1,3}", _W, "TeX"),
    # -- short marks of notes and chats
    _mark(":", r"(?<![\w:]):[\w.+-]{1,60}:`[^`\n]{1,300}`", _W, "role"),
    _mark(":", r"(?<![\w:]):[a-z0-9_+-]*[a-z_+-][a-z0-9_+-]*:(?![\w:])", _N, "emoji", opaque=False),
    _mark(
        "#",
        r"(?<![\w&/#(\[])#[^\W\d_][\w/-]{0,100}(?=(?:\s+#[\w/-]{1,100}){0,20}\s*\Z)",
        _N,
        "tag",
        opaque=False,
    ),
    _mark("#", r"(?<![\w&/#(\[])#[^\W\d_][\w/-]{0,100}", _W, "tag", opaque=False),
    _mark("@", r"(?<![\w@.])@[A-Za-z_][\w:.-]{0,60}\w", _W, "name", opaque=False),
    _mark("^", r"(?:(?<=\s)|\A)\^[A-Za-z0-9-]{1,60}(?=\s*\Z)", _N, "block label", opaque=False),
)
"""Tried in this order at each occurrence of their first character."""

EMAIL = re.compile(r"(?<![\w.+-])[\w+-]+(?:\.[\w+-]+){0,8}@[\w-]+(?:\.[\w-]+){1,8}")
"""An address that begins with no special character; :mod:`inline_marks` tries it before the table."""

RAISED = re.compile(r"(?<!\w)\w{1,40}(?:(?:~[^\s~]{1,30}~(?!~)|\^[^\s^\[\]]{1,30}\^)\w{0,40}){1,8}(?!\w)")
"""A word with superscript or subscript letters: `H~2~O`, `x^2^`."""

PICTOGRAMS = re.compile(
    "(?:[\U0001f300-\U0001faff\u2600-\u27bf\u2b50\u2b55\U0001f1e6-\U0001f1ff]"
    "[\ufe0f\u200d\U0001f3fb-\U0001f3ff\u20e3]*)+"
)
"""Emoji: a model writes them unpredictably, if at all."""

LEADING_MARK = re.compile(
    r"""
      \[\^[^\]\[\s]{1,200}\]:[ \t]*               # a footnote
    | \*\[[^\]\n]{1,60}\]:[ \t]*                  # an abbreviation
    | [:~][ \t]+                                  # the meaning of a term
    | \|[ \t]+                                    # a line of a line block
    | \[![\w-]{1,40}(?:\|[^\]\n]{0,60})?\][+-]?[ \t]*   # the title of a callout
    | \[[ xX/>?!-]\][ \t]+                        # a task
    """,
    re.VERBOSE,
)
"""What may precede a sentence but belongs to the block, not to the sentence."""

BEGINS_LINE = re.compile(
    r"""
      \[\^[^\]\s]+\]:                     # a footnote
    | \*\[[^\]\n]+\]:                    # an abbreviation
    | [:~][ \t]                           # the meaning of a term
    | \|(?:[ \t]|$)                       # a line of a line block, or the row of a table
    | :{3,}                               # a fenced div
    | (?:!!!|\?\?\?\+?|===)[ \t]          # an admonition, a tab
    | \{\{[<%] | \{% | \{[:\#.]           # a shortcode, a template tag, a list of attributes
    | @[A-Za-z][\w.-]*:                   # a tag
    | \\(?:begin|end)\{ | \$\$            # TeX
    | %[ \t~] | %[A-Za-z]+: | %%           # a title block, a comment
    | \[![\w-]+(?:\|[^\]\n]*)?\]         # the title of a callout
    | \.\.[ ][\w-]+::                     # a directive
    | [A-Za-z][\w-]*::(?:[ \t]|$)         # a property
    """,
    re.VERBOSE,
)
"""What gives the beginning of a line its own meaning, so that it is not joined to the line before."""

WHOLE_LINE = re.compile(
    r"""
    (?: :{3,}.*
      | (?:!!!|\?\?\?\+?)(?:[ \t]+[\w-]+)+(?:[ \t]+"[^"]*")? | ===[+!]?[ \t]+"[^"]*"
      | \{\{[<%].*[%>]\}\} | \{%.*%\} | \{[:\#.].*\}
      | @[A-Za-z][\w.-]*:[^.!?…]*
      | \\(?:begin|end)\{[^}]*\}.* | \$\$ | \\[A-Za-z]{2,30}
      | %[ \t~].* | %[A-Za-z]+:.* | %%
      | \[![\w-]+(?:\|[^\]\n]*)?\][+-]?
      | \[(?:TOC|toc)\] | \[\[_TOC_\]\] | \([\w-]+\)=
      | \.\.[ ][\w-]+::.*
      | :(?:width|height|alt|align|name|class|target|scale|maxdepth|caption|depth|language|lines):.*
      | [A-Za-z][\w-]*::(?:[ \t][^.!?…]*)?
      | import[ ](?:.+[ ]from[ ]+)?["'][^"']+["'];?
      | export[ ](?:const|let|default|function|class)[ ].*[={(;<].*
    )[ \t]*
    """,
    re.VERBOSE,
)
"""A line that is a mark as a whole, and not text."""
