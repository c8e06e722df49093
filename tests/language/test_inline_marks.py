"""The table of marks inside a line, and what of a text is words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.language.inline_marks import has_words, inline_marks


@pytest.mark.parametrize(
    ("text", "name", "mark"),
    [
        ("The tide[^a b] and[^ab] so.", "footnote", "[^ab]"),
        ("The tide^[An aside. Two.] so.", "footnote", "^[An aside. Two.]"),
        ("Said [see @ann99, p. 3; @bo] so.", "citation", "[see @ann99, p. 3; @bo]"),
        ("As @ann99 says.", "name", "@ann99"),
        ("Write ann.lee@example.org today.", "address", "ann.lee@example.org"),
        ("See https://example.org/a?b=c. So.", "address", "https://example.org/a?b=c"),
        ("See www.example.org/a.", "address", "www.example.org/a"),
        ("Ask {name} so.", "placeholder", "{name}"),
        ("Ask {0:>3} so.", "placeholder", "{0:>3}"),
        ("Ask ${HOME} so.", "placeholder", "${HOME}"),
        ("Ask {{ page.title }} so.", "placeholder", "{{ page.title }}"),
        ("Has {n, plural, one {# net} other {# nets}} so.", "placeholder", None),
        ("Ask %s so.", "placeholder", "%s"),
        ("Ask %(name)s so.", "placeholder", "%(name)s"),
        ("Ask %1$d so.", "placeholder", "%1$d"),
        ("So $x_1 + 2$ it is.", "formula", "$x_1 + 2$"),
        (r"So \(x\) it is.", "formula", r"\(x\)"),
        (r"So \cite[p. 3]{ann} it is.", "TeX", r"\cite[p. 3]{ann}"),
        ('A {{< ref "a. b" >}} so.', "shortcode", '{{< ref "a. b" >}}'),
        ("A {% link a. b %} so.", "template tag", "{% link a. b %}"),
        ("A <!-- no. So --> so.", "comment", "<!-- no. So -->"),
        ("A %%no. So%% so.", "comment", "%%no. So%%"),
        ("A {>>no. So<<} so.", "comment", "{>>no. So<<}"),
        ("A <X a={1} /> so.", "HTML", "<X a={1} />"),
        ("One<br />two.", "line break", "<br />"),
        ("A ![[a. b.png|9]] so.", "embedded file", "![[a. b.png|9]]"),
        ("A [[Quay. Wall]] so.", "link", "[[Quay. Wall]]"),
        ("A {ref}`a. b` so.", "role", "{ref}`a. b`"),
        ("It is :tada: so.", "emoji", ":tada:"),
        ("It is 🎉🏽 so.", "emoji", "🎉🏽"),
        ("It is #sea/cold so.", "tag", "#sea/cold"),
        ("Quay {#quay .wide}", "attributes", "{#quay .wide}"),
        ("Some H~2~O so.", "raised or lowered letters", "H~2~O"),
        ("::: {.note. One}", "line of marks", "::: {.note. One}"),
        ('!!! tip "One. Two."', "line of marks", '!!! tip "One. Two."'),
        ("@char: Ann, Bo", "line of marks", "@char: Ann, Bo"),
        ("import A from './a.b'", "line of marks", "import A from './a.b'"),
    ],
)
def test_a_mark_is_one_piece_in_which_no_sentence_begins(text: str, name: str, mark: str | None) -> None:
    marks = inline_marks(text)
    (atom,) = marks.atoms
    assert atom.name == name
    assert mark is None or text[atom.start : atom.end] == mark
    assert (atom.start, atom.end) in marks.protected


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 and not $6, or 100 % of it.",
        "At 10:30:15 she left: so it was.",
        "No. 5 is #1 of them, @ 3 each.",
        "A set {of some words} is none.",
        "Tom & Ann wrote C# and a^b.",
        "!!! What a day it was.",
        "Note:: do not touch it.",
        "export default settings, he said.",
        "Between -- two ~ signs = one.",
        r"He said \[sic\] and left.",
    ],
)
def test_what_only_looks_like_a_mark_is_text(text: str) -> None:
    marks = inline_marks(text)
    assert (marks.atoms, marks.pairs) == ([], [])


@pytest.mark.parametrize(
    ("text", "name", "inner"),
    [
        ("A [wide quay](u) so.", "link", "wide quay"),
        ("A [wide quay][q] so.", "link", "wide quay"),
        ("A [wide quay]{.mark} so.", "link", "wide quay"),
        ("A [[Quay|wide quay]] so.", "link", "wide quay"),
        ("A **wide quay** so.", "bold", "wide quay"),
        ("A _wide quay_ so.", "italic", "wide quay"),
        ("A ~~wide quay~~ so.", "strikethrough", "wide quay"),
        ("A ==wide quay== so.", "highlight", "wide quay"),
        (r"A \textbf{wide quay} so.", "italic", "wide quay"),
        ("A {++wide. Quay++} so.", "insertion", "wide. Quay"),
    ],
)
def test_marks_around_words_are_pairs(text: str, name: str, inner: str) -> None:
    marks = inline_marks(text)
    (pair,) = marks.pairs
    assert marks.atoms == []
    assert (pair.name, text[pair.inner_start : pair.inner_end]) == (name, inner)


@pytest.mark.parametrize(
    "text", ["", "…", "👍", "`x`", "![a](b)", "<br>", "[^a]", "{name}", "a@b.org", "::: note"]
)
def test_marks_alone_are_no_words(text: str) -> None:
    assert not has_words(text)


@pytest.mark.parametrize(
    "text", ["word", "`x` runs", "[word](u)", "**word**", "[^a]: word", "字", "{n} nets"]
)
def test_words_next_to_marks_are_words(text: str) -> None:
    assert has_words(text)


PIECES = st.sampled_from([*"ab .*_`~=[](){}<>!@#$%^:|\\&+-\n", "[^", "{{", "%%", "$$", "http://", "字", "👍"])


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_marks_ascend_and_lie_in_the_text(text: str) -> None:
    marks = inline_marks(text)
    position = 0
    for atom in marks.atoms:
        assert position <= atom.start < atom.end <= len(text)
        position = atom.end
    for pair in marks.pairs:
        assert 0 <= pair.start < pair.inner_start <= pair.inner_end < pair.end <= len(text)
    has_words(text)
