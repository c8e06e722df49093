"""A Markdown file comes back to the byte, and after an edit only the sentence that was edited differs."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conceptwriter.interchange import export_document, import_text, render
from conceptwriter.interchange.combining import Part, combine
from conceptwriter.interchange.manuscript import ExportOptions
from conceptwriter.interchange.registry import read_source
from conceptwriter.outline import ROOT, Document, EditError, Kind, edits
from tests.interchange.outlines import SEGMENTER, SLOW, in_own_layout, outline
from tests.interchange.test_markdown_round_trip import FRAGMENTS

OLD, NEW = "The gate was shut.", "Nobody opened the gate."

DIALECTS = {
    "footnotes": f"A quay[^q] of stone. {OLD}\n\n[^q]: Built late.\n[^r]: {OLD} And high.\n",
    "long footnote": (
        f"A quay[^q]. {OLD}\n\n[^q]: Built late.\n    Of granite.\n\n"
        f"    It was dear. {OLD}\n\n    - one\n    - two\n\nThe end.\n"
    ),
    "inline footnote": f"A quay^[An aside. In two parts.] of stone. {OLD}\n",
    "alert": f"> [!CAUTION]\n> Wet stones. {OLD}\n>\n> - slow\n> - slower\n",
    "callout": f"> [!abstract]+ In short. {OLD}\n> > [!todo] Inside\n> > All of it.\n",
    "yaml": f"---\n# why\ntitle: 'Quay: one'\ntags:\n  - sea\n---\n\nWaves. {OLD}\n",
    "toml": f"+++\ntitle = 'Quay'\n[extra]\nn = 1\n+++\nWaves. {OLD}\n",
    "json": f'{{\n  "title": "Quay",\n  "draft": true\n}}\n\nWaves. {OLD}\n',
    "formulas": f"Let $a = b$. {OLD}\n\n$$\na\n+ b\n# c\n$$\n\nSo\n$$\nx\n$$\nis it. {OLD}\n",
    "definitions": f"Quay\n:   A wall. {OLD}\n\n    Of stone.\n\n:   Or wood.\n\nPier\n~ Not a wall.\n",
    "line block": f"| The tide comes\n|    and goes\n| {OLD}\n\nEnd.\n",
    "fenced divs": f":::: outer\n::: {{.inner #x}}\nWaves. {OLD}\n:::\n::::\n",
    "admonition": f'!!! tip "Wait"\n    Waves. {OLD}\n\n    More.\n\n??? info\n    Folded.\n\nEnd.\n',
    "shortcodes": f'{{{{< map at="1. 2." >}}}}\n\n{{{{% aside %}}}}\nWaves. {OLD}\n{{{{% /aside %}}}}\n',
    "templates": (f"{{% if sea %}}\nWaves. {OLD}\n{{% endif %}}\n\n{{% raw %}}\nx\n\n- y\n{{% endraw %}}\n"),
    "tex": f"\\begin{{align}}\na &= b \\\\\n\n+ c\n\\end{{align}}\n\n\\newpage\n\nWaves. {OLD}\n",
    "tags": f"@pov: Ann\n@where: Quay\n\n%Synopsis: She waits. He comes.\n\nWaves. {OLD}\n",
    "notes": f"The [[Old Quay#Wall|wall]] #sea. {OLD} ^b1\n\n![[quay.png|200]]\n\n%%\nhid\n\n- den\n%%\n",
    "tags of html": f"<!-- a. b -->\n\n<details>\n<summary>A. B.</summary>\n\nWaves. {OLD}\n\n</details>\n",
    "attributes": f"# Quay {{#quay .wide}}\n\nThe [old. Grey]{{.mark}} wall. {OLD}\n\n{{: .para }}\n",
    "citations": f"As [@ann99, p. 3; see @bo. 4] says. {OLD} @ann99 [p. 5] agrees.\n",
    "abbreviations": f"The HQ. {OLD}\n\n*[HQ]: The house\n*[QH]: The quay\n",
    "tables": f"| a \\| b | c |\n|:--|--:|\n| `x|y` | 1. 2 |\n\nWaves. {OLD}\n\na | b\n--|--\n1 | 2\n",
    "drawn table": f"+---+---+\n| a | b |\n+===+===+\n| c | d |\n+---+---+\n\nWaves. {OLD}\n",
    "tasks": f"- [ ] Wait. {OLD}\n- [x] Come.\n    - [ ] deeper\n* [-] other\n",
    "directives": (
        f"```{{note}}\nText.\n```\n\n(quay)=\n# Quay\n\n.. image:: a.png\n   :width: 9\n\nWaves. {OLD}\n"
    ),
    "components": f"import X from './x'\n\n<X a={{1}}>\n  In it.\n</X>\n\nThe {{props.sea}}. {OLD}\n",
    "wrapped": f"A sentence that goes\nover two lines. {OLD} Another one is\nwrapped.\n\n\nFar below.\n",
    "underlined": f"Quay\n====\n\nWaves. {OLD}\n\nWall\n---\n* * *\n_____\n## Shut ##\nClose.\n",
    "deep lists": f"1.  One. {OLD}\n\n    More.\n\n    -   in\n        wrapped\n2.  Two.\n\n* a\n+ b\n",
    "tight quotations": f">Near. {OLD}\n>And\n>nearer.\n> > Nearest.\n",
    "tabs": f"-\tOne. {OLD}\n\n\tMore.\n\n\t\tcode\n",
    "verse": f"Waves come,  \nwaves go. {OLD}  \n  Set in.\\\nEnd.\n",
    "indented code": f"Waves. {OLD}\n\n    one\n\ttwo\n\n\n    three\n",
    "editor's marks": f"The {{++new. Late++}} and {{--old--}} wall{{>>why?<<}}. {OLD}\n",
    "link definitions": f"The [old. Wall][w] and [w]. {OLD}\n\n[w]: /w \"A. B.\"\n[v]:\n   /v\n   'c'\n",
}


def variants(text: str) -> dict[str, str]:
    lines = text.rstrip("\n").split("\n")
    return {
        "plain": text,
        "without a last line end": text.rstrip("\n"),
        "of Windows": text.replace("\n", "\r\n"),
        "in a list": "- Before.\n\n" + "".join(f"  {line}\n" if line else "\n" for line in lines),
        "set in by four": "1.  Before.\n\n" + "".join(f"    {line}\n" if line else "\n" for line in lines),
        "quoted": "".join(f"> {line}\n" if line else ">\n" for line in lines),
    }


def opened(text: str) -> Document:
    return import_text(text, "markdown", language="en", segmenter=SEGMENTER)


def edit(document: Document, old: str = OLD, new: str = NEW) -> int:
    """Replace one text by another wherever it stands; in how many sentences it did."""
    found = [node for node in document.concepts() if old in document.source_text(node)]
    for node in found:
        document.apply(edits.edit_text(document, node, document.source_text(node).replace(old, new)))
    return len(found)


@pytest.mark.parametrize("name", DIALECTS)
def test_it_comes_back_and_an_edit_changes_nothing_else(name: str) -> None:
    for variant, text in variants(DIALECTS[name]).items():
        document = opened(text)
        assert export_document(document) == text, variant
        assert edit(document), variant
        assert export_document(document) == text.replace(OLD, NEW), variant


def rendered_alike(part: Any) -> Any:
    """An outline without the line ends between sentences, which are white space as spaces are."""
    if not isinstance(part, tuple):
        return part
    return tuple(rendered_alike(each) for each in part if each != ("gap", "\n"))


@example(text="\\\n\\\n# is a hash.")
@given(text=st.one_of(st.lists(FRAGMENTS, max_size=25).map("".join), st.text(max_size=200)))
@settings(max_examples=200, deadline=None, derandomize=False, suppress_health_check=SLOW)
def test_whatever_stands_in_a_file_comes_back(text: str) -> None:
    even = text.replace("\ufeff", "").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    if even.strip():
        written = export_document(opened(even))
        plain = export_document(in_own_layout(opened(even)))
        if written != even and written.rstrip("\n") != plain.rstrip("\n"):
            # Hard breaks before the first word are no text; what is left may touch the next block.
            assert rendered_alike(outline(opened(written))[2:]) == rendered_alike(outline(opened(plain))[2:])


def change(document: Document, data: st.DataObject) -> None:
    """Move, delete, split, join or rewrite something."""
    paragraphs = [node for node in document.subtree(ROOT) if document.node(node).kind is Kind.PARAGRAPH]
    concepts = list(document.concepts())
    what = data.draw(st.sampled_from(["move", "delete", "split", "join", "write"]))
    if what in {"move", "delete"} and paragraphs:
        node = data.draw(st.sampled_from(paragraphs))
        parent = document.parent(node)
        assert parent is not None
        place = data.draw(st.integers(0, len(document.children(parent)) - 1))
        is_move = what == "move"
        document.apply(
            edits.move(document, [node], parent, place) if is_move else edits.delete(document, [node])
        )
    elif concepts:
        node = data.draw(st.sampled_from(concepts))
        with contextlib.suppress(EditError):
            if what == "split":
                document.apply(edits.split(document, node, len(document.source_text(node)) // 2))
            elif what == "join":
                document.apply(edits.merge_with_next(document, node))
            else:
                text = data.draw(st.sampled_from(["", "- x", "# x", "One.", "> y", "1. z", "```", "a\\"]))
                document.apply(edits.edit_text(document, node, text))


@given(st.data())
@settings(max_examples=100, deadline=None, derandomize=False, suppress_health_check=SLOW)
def test_whatever_is_changed_reads_as_in_a_layout_of_its_own(data: st.DataObject) -> None:
    names = sorted(DIALECTS.keys() - {"yaml", "toml", "json"})
    chosen = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=3))
    document = opened("\n\n".join(DIALECTS[name] for name in chosen))
    for _ in range(data.draw(st.integers(1, 4))):
        change(document, data)
    written = export_document(document)
    plain = export_document(in_own_layout(document))
    if plain.strip():
        assert rendered_alike(outline(opened(written))[2:]) == rendered_alike(outline(opened(plain))[2:])


def test_a_second_hard_break_in_one_place_is_written() -> None:
    document = opened("One.  \nTwo.\n")
    second = list(document.concepts())[1]
    document.apply(edits.split(document, second, 0))
    written = export_document(document)
    assert outline(opened(written)) == outline(opened(export_document(in_own_layout(document))))


@pytest.mark.parametrize("start", ["<!-- a. b -->", "@where: Quay"])
def test_what_an_edit_left_open_takes_in_the_layout_of_no_file(start: str) -> None:
    document = opened(f"{start}\n\nOne.\n\n\nTwo.\n")
    first = next(iter(document.concepts()))
    document.apply(edits.edit_text(document, first, "```" if start[0] == "@" else "<!-- a"))
    read = outline(opened(export_document(document)))
    assert read == outline(opened(export_document(in_own_layout(document))))


def test_a_sentence_in_the_middle_of_wrapped_lines_leaves_the_others_wrapped() -> None:
    document = opened("One line that\nis wrapped. A second that\nis so too. A third\none.\n")
    edit(document, "A second that is so too.", "A second, changed.")
    assert export_document(document) == "One line that\nis wrapped. A second, changed. A third\none.\n"


def test_white_space_that_a_writer_took_out_stays_out() -> None:
    document = opened("One  wide.\nTwo\nlines.\n")
    edit(document, "One  wide.", "One wide.")
    assert export_document(document) == "One wide.\nTwo\nlines.\n"


def test_a_heading_that_moves_or_changes_is_written_anew() -> None:
    document = opened("Quay\n====\n\nText.\n\nWall\n----\n\nMore.\n")
    wall = next(node for node in document.subtree(ROOT) if document.source_text(node) == "Wall")
    document.apply(edits.edit_text(document, wall, "Pier"))
    assert export_document(document) == "Quay\n====\n\nText.\n\n## Pier\n\nMore.\n"


def test_a_heading_with_a_hard_break_is_one_line() -> None:
    assert export_document(opened("Quay\\\nwall\n====\n")) == "# Quay wall\n"


def test_a_translation_has_the_lists_and_quotations_of_its_source() -> None:
    document = opened("1.  One.\n\n    More.\n\n>Two.\n")
    for node, text in zip(document.concepts(), ("Un.", "Plus.", "Deux."), strict=True):
        document.apply(edits.set_rendition(document, node, "fra_Latn", text))
    assert export_document(document, language="fra_Latn") == "1.  Un.\n\n    Plus.\n\n>Deux.\n"
    both = render(document, "markdown", ExportOptions("fra_Latn", bilingual=True)).text
    assert both == "1. One.\n\n   Un.\n\n   More.\n\n   Plus.\n\n> Two.\n>\n> Deux.\n"


def test_labels_that_get_a_new_name_are_not_written_as_they_were() -> None:
    parts = [
        Part(read_source(f"{title}\n===\n\nA[^n]\nb.\n\n[^n]: {title}.\n"), title, f"{title}.md")
        for title in ("One", "Two")
    ]
    text = export_document(combine(parts, "Book", "eng_Latn", SEGMENTER).document)
    assert "[^n-2]: Two." in text
    assert "A[^n-2] b." in text or "A[^n-2]\nb." in text
