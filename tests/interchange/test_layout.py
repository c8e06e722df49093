"""A Markdown file comes back to the byte, and after an edit only the sentence that was edited differs."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conceptwriter.interchange import export_document, import_text, render
from conceptwriter.interchange.as_written import WRITTEN, WRITTEN_AFTER
from conceptwriter.interchange.combining import Part, combine
from conceptwriter.interchange.layout import read_layout, write_layout
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
def test_whatever_is_in_a_file_comes_back(text: str) -> None:
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


@pytest.mark.parametrize(
    "text",
    [
        "7)     - is a dash.",
        "1. \\\n**Strong.**",
        "```\n- is a dash.\n\n",
        "“Quoted?” she asked.\n1986. A year!",
        "\\\n* ",
        "Two.\\\n~~~ x\n\n\n",
    ],
)
def test_what_the_program_would_write_otherwise_comes_back_as_it_was(text: str) -> None:
    document = opened(text)
    assert export_document(in_own_layout(opened(text))).rstrip("\n") != text.rstrip("\n")
    assert export_document(document) == text


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


def test_a_heading_that_moves_or_changes_is_written_again() -> None:
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


@pytest.mark.parametrize(
    ("body", "front_matter", "layouts", "ending"),
    [
        ("One.\n", "", [(None, None)], None),
        ("One.\n\nTwo.\n", "", [(None, None), (None, None)], None),
        ("One.\n\n\nTwo.\n", "", [(None, None), ("\n\nTwo.", None)], None),
        ("\nOne.\n", "", [("\nOne.", None)], None),
        ("One\ntwo.\n", "", [("One\ntwo.", None)], None),
        ("One.", "", [(None, None)], ""),
        ("One.\n\n", "", [(None, None)], "\n\n"),
        ("One.\n \n", "", [(None, None)], "\n \n"),
        ("", "", [], None),
        ("\n", "", [], "\n\n"),
        ("\n\n", "", [], "\n\n\n"),
        ("One.\n", "---\na: b\n---", [("One.", "---")], None),
        ("\nOne.\n", "---\na: b\n---", [(None, None)], None),
        ("\n\nOne.\n", "---\na: b\n---", [("\n\nOne.", None)], None),
        ("A\n=\nb\n", "", [("A\n=", None), ("b", "=")], None),
        ("# A\nb\n\n\n- c\n* d\n", "", [(None, None), ("b", "# A"), ("\n\n- c", None), ("* d", "- c")], None),
        ("- a\n- b\n\n\n- c\n", "", [(None, None), ("- b", "- a"), ("\n\n- c", None)], None),
        ("> a\n\n\n> b\n", "", [(None, None), ("\n\n> b", None)], None),
        ("A\\\nb\n=\n", "", [(None, None)], None),
        ("A  \nb\n=\n", "", [(None, None)], None),
        ("A\nb\n=\n", "", [("A\nb\n=", None)], None),
        ("[!tip] x\nA.\nB.\n", "", [(None, None)], None),
        ("[!tip] x\nA.\n", "", [("[!tip] x\nA.", None)], None),
        ("[!tip] x\nA\nb.\n", "", [("[!tip] x\nA\nb.", None)], None),
        ("[!tip] x\nA.\nB.\n\n\n  C.\n", "", [(None, None), ("\n\n  C.", None)], None),
        ("~~~ \n[!tip] x\nA.\nB.\n~~~\n", "", [("~~~ \n[!tip] x\nA.\nB.\n~~~", None)], None),
        ("text\n***\n", "", [(None, None), ("***", "text")], None),
        ("[a]: /b\n\n[c]: /d\n", "", [("[a]: /b\n\n[c]: /d", None)], None),
        ("***\n***\n", "", [(None, None), ("***", "***")], None),
        ("```\na\n```\nb\n", "", [(None, None), ("b", "```")], None),
    ],
)
def test_what_is_noted_of_a_layout(
    body: str, front_matter: str, layouts: list[tuple[str | None, str | None]], ending: str | None
) -> None:
    blocks, found, _ = read_layout(body, front_matter)
    attributes = [block.attributes for block in blocks]
    assert [(own.get(WRITTEN), own.get(WRITTEN_AFTER)) for own in attributes] == layouts
    assert found == ending


def arranged(body: str, order: str, edits: dict[int, str], front_matter: str = "") -> str:
    """A text with its blocks in another order, or with other words in them."""
    blocks, ending, whole = read_layout(body, front_matter)
    for number, block in enumerate(blocks):
        block.is_as_read = number not in edits
        block.lines = [edits[number]] if number in edits else block.lines
    return write_layout([blocks[int(number)] for number in order], front_matter, ending, whole)


@pytest.mark.parametrize(
    ("body", "order", "edits", "expected"),
    [
        ("One.\n\n\nTwo.\n", "01", {}, "One.\n\n\nTwo.\n"),
        ("One.\n\n\nTwo.\n", "10", {}, "\n\nTwo.\n\nOne.\n"),
        ("One.\n\n\nTwo.\n", "1", {}, "\n\nTwo.\n"),
        ("One.\n\n\nTwo.\n", "0", {}, "One.\n"),
        ("One.\n\n\nTwo.\n", "", {}, ""),
        ("\n\nOne\ntwo.\n\nThree\nfour.", "10", {}, "\nThree\nfour.\n\n\nOne\ntwo."),
        ("# A\nb\n\n# C\nd\n", "0123", {}, "# A\nb\n\n# C\nd\n"),
        ("# A\nb\n\n# C\nd\n", "0321", {}, "# A\nd\n\n# C\nb\n"),
        ("# A\nb\n\n# C\nd\n", "2301", {}, "# C\nd\n\n# A\nb\n"),
        ("# A\nb\n\n# C\nd\n", "013", {}, "# A\nb\n\nd\n"),
        ("- a\n* b\n+ c\n", "210", {}, "+ c\n* b\n\n- a\n"),
        ("- a\n* b\n+ c\n", "021", {}, "- a\n+ c\n* b\n"),
        ("- a\n* b\n", "1", {}, "* b\n"),
        ("*  a\n*  b\n*  c\n", "021", {}, "*  a\n*  c\n*  b\n"),
        ("*  a\n*  b\n*  c\n", "012", {1: "b c"}, "*  a\n*  b c\n*  c\n"),
        ("*  a\n\n   b\n*  c\n", "021", {}, "*  a\n*  c\n\n   b\n"),
        (">a\n>b\n\n> c\n", "10", {}, "> c\n\n>a\n>b\n"),
        (">a\n>\n>b\n", "10", {}, ">\n>b\n\n>a\n"),
        ("  ***\ntext\n", "10", {}, "text\n\n  ***\n"),
        ("a\n***\nb\n", "012", {}, "a\n***\nb\n"),
        ("a\n***\nb\n", "021", {}, "a\n\nb\n\n***\n"),
        ("a\n***\nb\n", "12", {}, "***\nb\n"),
        ("A\n=\nb\n", "10", {}, "b\n\nA\n=\n"),
        ("A\n=\nb\n", "01", {1: "c"}, "A\n=\nc\n"),
        ("A\n=\nb\n", "01", {0: "C"}, "# C\nb\n"),
        ("One\ntwo.\n\n\nThree.\n", "01", {0: "# One two."}, "\\# One\ntwo.\n\n\nThree.\n"),
        ("One\ntwo.\n\n\nThree.\n", "01", {0: "```"}, "\\```\n\n\nThree.\n"),
        ("One\ntwo.\n\n\nThree.\n", "01", {0: "<!-- x"}, "\\<!--\nx\n\n\nThree.\n"),
        ("One\ntwo.\n\n\nThree\nfour.\n", "01", {0: "- <div>"}, "\\- <div>\n\n\nThree\nfour.\n"),
        ("One\ntwo.\n\n\nThree\nfour.\n", "01", {0: "$$ x"}, "$$\nx\n\n\nThree\nfour.\n"),
        ("One\ntwo.\n\n\nThree\nfour.\n", "01", {1: ""}, "One\ntwo.\n\n\n\n"),
        ("    a\n\tb\n\n\n    c\n", "0", {}, "    a\n\tb\n\n\n    c\n"),
        ("x\n\n    a\n\tb\n", "01", {1: "a\nc"}, "x\n\n    a\n    c\n"),
        ("x\n\n    a\n\tb\n", "01", {0: "y"}, "y\n\n    a\n\tb\n"),
        ("- x\n\n      a\n", "01", {1: "b\nc"}, "- x\n\n      b\n      c\n"),
        ("   One\ntwo.\n\n   Three\nfour.\n", "10", {}, "\n   Three\nfour.\n\n   One\ntwo.\n"),
        ("- x\n\n\n   Three\nfour.\n", "10", {}, "- Three\n  four.\n\n- x\n"),
        ("- x\n\n\n   Three\nfour.\n", "1", {}, "- Three\n  four.\n"),
        ("1.  a\n2.  b\n", "10", {}, "2.  b\n\n1.  a\n"),
        ("1.  a\n2.  b\n", "1", {}, "2.  b\n"),
        ("1.  a\n\n    - b\n2.  c\n", "021", {}, "1.  a\n2.  c\n\n    - b\n"),
        ("```\na\n```\nb\n", "10", {}, "b\n\n```\na\n```\n"),
        ("b\n~~~ \na\n~~~~\n", "10", {}, "~~~ \na\n~~~~\n\nb\n"),
        ("One.\n\n\n## A ##\n\ntext\n", "102", {}, "\n\n## A ##\n\nOne.\n\ntext\n"),
    ],
)
def test_blocks_keep_what_they_can_of_their_layout(
    body: str, order: str, edits: dict[int, str], expected: str
) -> None:
    assert arranged(body, order, edits) == expected


@pytest.mark.parametrize(
    ("body", "order", "expected"),
    [
        ("One.\n", "0", "One.\n"),
        ("One.\n\n\nTwo.\n", "10", "\n\nTwo.\n\nOne.\n"),
        ("One.\n\n\nTwo.\n", "1", "\n\nTwo.\n"),
        ("\n\n\nTwo.\n", "0", "\n\n\nTwo.\n"),
        ("One\ntwo.\n", "", ""),
        ("# A\nb\n", "1", "b\n"),
        ("# A\nb\n", "01", "# A\nb\n"),
        ("# A\nb\n", "0", "# A\n"),
        ("One.\n\n\nTwo.", "01", "One.\n\n\nTwo."),
    ],
)
def test_a_layout_stands_below_front_matter(body: str, order: str, expected: str) -> None:
    front_matter = "---\na: b\n---"
    assert arranged(body, order, {}, front_matter) == f"{front_matter}\n{expected}"
