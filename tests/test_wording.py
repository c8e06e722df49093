"""What a person reads is plain English in the words of the field: checked over every text of the program.

A text is any string constant of the package that has two words or more, and what the commands say of
themselves. Docstrings, comments and names are not read by users and are left alone here.
"""

from __future__ import annotations

import ast
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from conceptwriter.gui.window.commands.every import all_commands

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "conceptwriter"
READ_BY_DEVELOPERS = ("training/", "evaluation/")

ODD_TURNS = {
    r"\b[Ww]ill lie\b|\b(lies|lay) (in|at|beside)\b": "is in; “Install location”",
    r"\bby (itself|themselves)\b": "automatically",
    r"\bma(d|k)e ready\b": "prepared, prepare",
    r"\b(it|that|command) goes on\b|\b(to|can|cannot) go on\b|\bGoing on\b": "continues, continue",
    r"\bput (it|one|them) back\b|\bputs (it|one) back\b": "restore",
    r"\bstands? (in|at|under|elsewhere|behind|before|there)\b": "is in, is under, comes before",
    r"\bholds? (no|a|an|the|more|neither|only|both)\b": "contains, has",
    r"\b(is|are) (t)?here already\b|\bexists already\b": "already exists",
    r"\bis none of (ours|[\"{]|')": "is not one of",
    r"\bso many (minutes|updates|of|sentences)\b": "this many, the number of",
    r"\b(left|kept|keep|leave) (it )?as it (is|was)\b": "unchanged, was not changed",
    r"\bnothing to see to\b": "No problems found",
    r"\bunforeseen\b|\bwrong that should not have\b": "Unexpected error",
    r"\bfor good\b": "permanently",
    r"\bby chance\b|\b[Tt]hrow another\b": "random",
    r"\ba person (wrote|made|edited|read)|\bby a person\b(?!\s*\|)": "by hand, you wrote",
    r"\banew\b": "again",
    r"\blikeliest\b": "most likely",
    r"\b[Mm]end(ed)? (the|what|it)\b": "fix, repair",
    r"\bsudden end\b|\bcame to an end\b": "stopped unexpectedly",
    r"\b[Ww]hat (was|had) (there|lost)\b": "name the thing: the previous contents, text without a place",
    r"\b(is|are|was) gone\b": "no longer exists, is missing, was deleted",
    r"\bof the sort\b|\bis carried\b": "private words",
    r"\bfit to offer\b|\bon offer\b|\bhad nothing to (say|propose)\b": "No usable suggestions",
    r"\b[Ll]eave \S+ away\b": "leave out",
    r"\bspoken of\b|\bsee to\b": "reported, take care of",
    r"\b[Rr]oll (number|[{]|again)|\b[Rr]e-roll\b|\bits rolls\b": "propose again, a set of proposals",
    r"\b[Aa]s the (codec|system)\b": "the translation model; System",
    r"\bat first use\b|\bof the first use\b|\bon first use\b": "at the first download",
    r"\bif the files are well\b": "intact",
    r"\b(does|do|did) not count\b(?!\.)|\bwould not count\b": "has no effect, is not used",
    r"\bNothing is open\b": "say what there is none of",
    r"\bshall\b|\bwhilst\b|\bhereby\b|\bthereof\b|\bought to\b|\blest\b": "archaic",
}
JARGON = {
    r"\b[Bb]undles?\b(?!\.json|:NAME)": "what a writer chooses and installs is a model",
    r"\brenditions?\b": "a text, a translation",
    r"\b[Ss]tale\b(?! \(outdated\))(?=[ .,;:]|$)": "outdated",
}
WINDOW_JARGON = {
    r"\b[Cc]odecs?\b": "the translation model",
    r"\bLCMs?\b": "the concept model",
    r"\b[Oo]ffers?\b(?! several)|\b[Oo]ffered\b": "a proposal",
    r"\b[Cc]andidates?\b": "a proposal",
    r"\b[Bb]undles?\b": "a model",
    r"(?<!\{)\b[Ss]tale\b": "outdated",
    r"!$|! ": "the program does not shout",
}
_SQL = re.compile(r"\b(SELECT|INSERT INTO|DELETE FROM|UPDATE|CREATE TABLE)\b")
_TECHNICAL = frozenset({"gui/window/engine_words.py"})
"""What the Details tab shows under “Technical details”."""
NOT_SHOWN = {
    "only readable bundles": "a broken promise between functions, never a message",
    "only bundles with": "a broken promise between functions, never a message",
    "what is installed has a bundle": "a broken promise between functions, never a message",
    "--bundle": "the name of an option",
    "bundle.json": "the name of a file",
    "missing,stale": "the values of an option, which explains them",
}


@dataclass(frozen=True, slots=True)
class Text:
    """A text, where it is, and whether it goes through `tr`."""

    place: str
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.place}:{self.line}: {self.words}"


def _constants(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """String constants and the fixed parts of formatted ones; no docstrings, no expressions in braces."""
    silent: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            silent.add(node.value)
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
            silent.update(node.values)
            yield node.lineno, "".join(str(part) for part in parts)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in silent:
            yield node.lineno, node.value


@cache
def texts_in(folder: Path) -> tuple[Text, ...]:
    """Every text of two words or more that is written in the modules of a folder."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        place = path.relative_to(PACKAGE).as_posix()
        found += [Text(place, line, words) for line, words in _constants(tree) if " " in words.strip()]
        summary = ast.get_docstring(tree)
        if summary and place.startswith("cli/") and "def configure(" in path.read_text(encoding="utf-8"):
            found.append(Text(place, 1, summary))
    return tuple(found)


def odd(texts: Iterable[Text], turns: dict[str, str]) -> list[str]:
    """The texts with such a turn, each with what to write instead."""
    return [
        f"{text}\n    {match[0]!r}: {better}"
        for text in texts
        for pattern, better in turns.items()
        if (match := re.search(pattern, text.words)) and not any(known in text.words for known in NOT_SHOWN)
    ]


def test_no_odd_turns() -> None:
    """The turns that were once all over the program do not come back."""
    assert not odd(texts_in(PACKAGE), ODD_TURNS)


def test_no_private_words_where_writers_read() -> None:
    shown = [
        text
        for text in texts_in(PACKAGE)
        if not text.place.startswith(READ_BY_DEVELOPERS) and not _SQL.search(text.words)
    ]
    assert not odd(shown, JARGON)


def test_the_window_speaks_of_models_and_proposals() -> None:
    shown = [text for text in _translated() if text.place not in _TECHNICAL]
    assert not odd(shown, WINDOW_JARGON)


def test_documents_that_come_with_the_program() -> None:
    files = [ROOT / "README.md", *sorted((ROOT / "resources" / "guide").glob("*.md"))]
    lines = [
        Text(path.name, number, line)
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    ]
    assert not odd(lines, ODD_TURNS)


@pytest.mark.parametrize(
    "words",
    ["Will lie in", "Nothing to see to: nothing to see to", "Another seed by chance", "Roll {} of {}"],
)
def test_an_odd_turn_is_found(words: str) -> None:
    """The check can fail."""
    assert odd([Text("x.py", 1, words)], ODD_TURNS)


# The window's texts are translatable

_SHOWN_BY = frozenset(
    {
        "setText", "setToolTip", "setWindowTitle", "setPlaceholderText", "setAccessibleName", "setStatusTip",
        "setAccessibleDescription", "setTitle", "setLabelText", "setInformativeText", "addButton",
        "addAction", "addTab", "addMenu", "addItem", "QLabel", "QPushButton", "QCheckBox", "QToolButton",
        "PlainLabel",
        "setHeaderLabels", "setHorizontalHeaderLabels", "information", "warning", "critical", "question",
    }
)  # fmt: skip
_SIGNS = frozenset({"Aa", ".*", "CPU", "Esc"})
"""Signs and names, the same in every language."""


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _untranslated(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) in _SHOWN_BY:
            for argument in node.args:
                words = argument.value if isinstance(argument, ast.Constant) else None
                if isinstance(words, str) and re.search(r"[A-Za-z]{2}", words) and words not in _SIGNS:
                    yield node.lineno, words


def _window_code() -> list[Path]:
    return [path for part in ("editor", "gui") for path in sorted((PACKAGE / part).rglob("*.py"))]


def test_nothing_is_shown_that_cannot_be_translated() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {words!r} is shown without tr()"
        for path in _window_code()
        for line, words in _untranslated(ast.parse(path.read_text(encoding="utf-8")))
        if not re.fullmatch(r"[a-z_.]+", words)  # keys of the program, such as a role or a name of data
    ]
    assert not found, "\n".join(found)


def test_a_text_without_tr_is_found() -> None:
    assert list(_untranslated(ast.parse('label.setText("Save now")'))) == [(1, "Save now")]
    assert not list(_untranslated(ast.parse('label.setText(self.tr("Save now"))')))


@cache
def _translated() -> tuple[Text, ...]:
    """Everything that goes through Qt's translation."""
    found = []
    for path in _window_code():
        place = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (words := _translated_by(node)) is not None:
                found.append(Text(place, node.lineno, words))
    return tuple(found)


def _translated_by(node: ast.Call) -> str | None:
    """The text that a call translates or marks; None for other calls."""
    called = _called(node)
    if called not in {"tr", "_tr", "translate", "QT_TRANSLATE_NOOP"}:
        return None
    constants = [part.value for part in node.args if isinstance(part, ast.Constant)]
    words = [value for value in constants if isinstance(value, str)]
    if not words:
        return None
    if called in {"tr", "_tr"}:
        return words[0]
    return words[-1] if len(words) < 3 else words[1]  # after the context; a third is a comment


def test_plurals_have_both_forms() -> None:
    """ "%n text(s)" reads "1 text" and "2 texts" because the English translation has both."""
    catalogue = ET.parse(ROOT / "resources" / "translations" / "conceptwriter_en.ts").getroot()
    forms = {
        message.findtext("source", ""): [form.text or "" for form in message.iter("numerusform")]
        for message in catalogue.iter("message")
    }
    needed = {text.words for text in _translated() if re.search(r"%L?n\b.*\(s\)", text.words)}
    assert needed
    assert not needed - set(forms), "no plural forms in conceptwriter_en.ts"
    assert all(len(forms[words]) == 2 and "(s)" not in "".join(forms[words]) for words in needed)


# Ellipses

_ASKS_FIRST = frozenset(
    {
        "file.new", "file.open", "file.recent", "file.import", "file.merge", "file.export",
        "file.print", "file.save_copy",
        "file.backups", "edit.find", "edit.replace", "outline.trash", "outline.empty_trash", "concept.manner",
        "concept.wish", "edit.spelling", "edit.spelling_dictionary",
        "translate.language", "translate.document_language", "translate.document", "translate.dismiss",
        "translate.written", "translate.written_document",
        "translate.memory_import", "translate.memory_export", "translate.failed",
        "translate.term", "translate.glossary_import",
        "tools.palette", "tools.models",
        "tools.shortcuts", "tools.preferences",
    }
)  # fmt: skip


def test_a_command_that_asks_for_more_ends_in_an_ellipsis() -> None:
    """As on every desktop: the three dots say that something opens before anything happens."""
    with_dots = {spec.id for spec in all_commands() if spec.text.endswith(("...", "…"))}
    assert with_dots == _ASKS_FIRST
