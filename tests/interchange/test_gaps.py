"""Import and export give back gaps between sentences, white space around paragraphs and meaningful lines."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from conceptwriter.interchange import export_document, import_text
from conceptwriter.interchange.soft_lines import flattened, parts_of
from conceptwriter.outline import ROOT, Document, Kind, edits
from tests.interchange.outlines import SEGMENTER, SLOW, in_own_layout

WORDS = {
    "eng_Latn": [
        "The tide was out.",
        "Why?",
        "“Wait!” he said.",
        "It cost 3.50 a day",
        "well—",
        "*No.*",
        "**Yes!**",
    ],
    "fra_Latn": ["Il vint.", "Pourquoi\u202f?", "« Non ! »", "Elle partit\u00a0!", "Soit."],
    "zho_Hans": ["他走了。", "为什么？", "“等等！”", "**好。**", "Hello there.", "OK"],
    "jpn_Jpan": ["夜が明けた。", "「え？」", "Yes.", "行くぞ！"],
    "tha_Thai": ["เขามาแล้ว", "เธอไป.", "ok."],
    "arb_Arab": ["وصل أحمد.", "هل أنت بخير؟", "نعم!"],
    "amh_Ethi": ["እሱ መጣ።", "እሷ ሄደች።"],
    "hin_Deva": ["वह आया।", "क्यों?"],
}
GAPS = [
    "",
    " ",
    "  ",
    "   ",
    "\u00a0",
    "\u3000",
    "\u2003",
    "\u2009",
    "\u202f",
    " \u00a0 ",
    "\u3000\u3000",
    "\t",
]
EDGES = ["", "\u3000\u3000", "\u00a0", "\u2003"]


def again(text: str, language: str, name: str = "markdown") -> str:
    document = import_text(text, name, language=language, segmenter=SEGMENTER)
    return export_document(document, name)


@st.composite
def paragraphs(draw: st.DrawFn) -> tuple[str, str]:
    """A paragraph in one line, and its language."""
    language = draw(st.sampled_from(sorted(WORDS)))
    words = draw(st.lists(st.sampled_from(WORDS[language]), min_size=1, max_size=7))
    parts = [draw(st.sampled_from(GAPS)) + word for word in words]
    return draw(st.sampled_from(EDGES)) + "".join(parts).strip() + draw(st.sampled_from(EDGES)), language


@given(st.lists(paragraphs(), min_size=1, max_size=3))
@settings(max_examples=250, deadline=None, derandomize=False, suppress_health_check=SLOW)
def test_markdown_comes_back_byte_for_byte(case: list[tuple[str, str]]) -> None:
    text = "\n\n".join(paragraph for paragraph, _ in case) + "\n"
    assert again(text, case[0][1]) == text


@given(paragraphs())
@settings(max_examples=250, deadline=None, derandomize=False, suppress_health_check=SLOW)
def test_the_gaps_of_plain_text_come_back(case: tuple[str, str]) -> None:
    text, language = case
    assert again(text.strip() + "\n", language, "text") == text.strip() + "\n"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "**他走了。** 然后呢。"),
        ("zh", "他说 Is it you? Yes. 然后笑了。 I see. 她也笑了。"),
        ("en", "She read 早上好。晚安。 and smiled."),
        ("en", "One.\u00a0 Two.\u2003Three.  Four."),
        ("en", "*One.* *Two.* **Three. **Four."),
        ("en", "**One.**Two. *Three. Four.*Five."),
        ("en", "[One.](a) [Two. Three](b)Four. `Five. ` Six."),
        ("en", "“One.”  “Two.”"),
        ("en", "_One. Two._\u00a0_Three._"),
        ("ja", "「ああ？　そうだ！　まさか」と叫んだ。　静かだった。"),
        ("my", "သူလာသည်။သူသွားသည်။"),
        ("th", "เขามา.\u2003เธอไป."),
    ],
)
def test_marks_and_scripts_at_a_gap(language: str, text: str) -> None:
    assert again(f"{text}\n", language) == f"{text}\n"


@pytest.mark.parametrize(
    "text",
    [
        "[^a]: The first note.\n[^b]: The second note.",
        "> [!WARNING]\n> Mind the step.",
        "> [!note]+ Read me\n> All of it.",
        "Apple\n: A fruit.\n: A firm.",
        "| First line of verse\n|    second, set in\n| third",
        "::: tip\nDrink. Eat.\n:::",
        '!!! tip "Heed this"\n    The body.\n\n    More of it.\n\nAfter.',
        "@where: Harbour\n@who: Ann\n@when: Dawn\n\nText.",
        "{% note %}\nSome text here.\n{% endnote %}",
        "{{% aside %}}\nSome text here.\n{{% /aside %}}",
        "One sentence a line.\nAnd another one.\nA third.",
        "- A line.\n  Another line.\n- An item.",
        "> A line.\n> Another line.",
        "First line.\n\\# no heading.\n\\- no item.\n1\\. no number.",
        "A hard one\\\nand a soft one.\nThe end.",
        "Verse begins,\\\n\u00a0\u00a0\u00a0set in\\\n\u3000further.",
        "\u3000\u3000Set in.\n\n\u00a0\n\n\u00a0\u00a0Too.",
        "> \u3000Quoted.\n\n- \u00a0Listed.\u00a0",
        "Text.\u00a0\u3000",
        "Code:\n\n    one\n\n      two\n\nText.",
        "Note.[^n]\n\n[^n]: Begins here.\n\n    Goes on here.\n\nText.",
        "$$\na = b\n+ c\n- d\n$$",
        "So\n$$\nx\n+ 1\n$$\nfollows.",
        "\\begin{align}\na &= b \\\\\n\nc\n\\end{align}",
        "\\[\n- x\n\\]",
        '{{< code "go" >}}\n  a\n\n    # b\n{{< /code >}}',
        "+++\ntitle = 'A'\n[params]\nx = 1\n+++\n\nText.",
        "---\n# why\n# not\ntitle: A\n---\n\nText.",
    ],
)
def test_lines_that_mean_something_stay(text: str) -> None:
    assert again(f"{text}\n", "en") == f"{text}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A sentence that is\nwrapped. Another\none.", "A sentence that is wrapped. Another one."),
        ("A sentence that is\nwrapped.\nAnother one.", "A sentence that is wrapped. Another one."),
        ("他走\n了。她来\n了。", "他走了。她来了。"),
        ("> [!tip] Title\n> One.\n> Two.", "> [!tip] Title\n> One. Two."),
        ("$$ is money.\n\n$$", "$$ is money.\n\n$$"),
        ("{{< figure >}}\n\nText.", "{{< figure >}}\n\nText."),
        ("\\begin{a}\n- item", "\\begin{a}\n\n- item"),
        ("Head\\\nline\n====", "# Head line"),
        ("1. One\\\n\ttwo\u00a0", "1. One\\\n   two\u00a0"),
        ("- One\n\t two.\n\tThree.\u3000", "- One two. Three.\u3000"),
        ("[^1]: \u00a0\n\nText.", "[^1]: \u00a0\n\nText."),
    ],
)
def test_lines_that_mean_nothing_are_joined(text: str, expected: str) -> None:
    document = import_text(f"{text}\n", "markdown", language="en", segmenter=SEGMENTER)
    assert export_document(in_own_layout(document)) == f"{expected}\n"


def test_front_matter_in_toml_names_the_document() -> None:
    document = import_text('+++\ntitle = "Tide"\n+++\n\nText.\n', segmenter=SEGMENTER)
    assert document.source_text(ROOT) == "Tide"
    assert (
        import_text("---\n\nrule: above\n", segmenter=SEGMENTER).root.attributes.get("front_matter") is None
    )


def test_a_formula_is_kept_from_translation() -> None:
    document = import_text("Text.\n\n$$\na = b\n$$\n", language="en", segmenter=SEGMENTER)
    formula = [document.node(node) for node in document.concepts()][1]
    assert formula.attributes == {"verbatim": "1"}
    assert document.node(formula.parent or 0).attributes["block"] == "source"


def test_an_opening_without_an_end_takes_no_text_along() -> None:
    text = "{{< open >}}\n\n" * 300 + "The end.\n"
    document = import_text(text, language="en", segmenter=SEGMENTER)
    assert document.source_text(list(document.concepts())[-1]) == "The end."


# -- after edits ---------------------------------------------------------------------------------------------

MARKDOWN = MarkdownIt("commonmark")


def concepts(document: Document) -> list[int]:
    return list(document.concepts())


def test_lines_moved_are_escaped_where_they_land() -> None:
    document = import_text("One here.\nTwo.\nThree.\n", language="en", segmenter=SEGMENTER)
    one, _, three = concepts(document)
    document.apply(edits.edit_text(document, one, "- One here."))
    document.apply(edits.edit_text(document, three, "==="))
    document.apply(edits.move_down(document, [one]))
    text = export_document(document)
    assert text == "Two.\n\\- One here.\n\\===\n"
    assert [document.text(node) for node in concepts(document)] == [
        node_text
        for again_document in [import_text(text, language="en", segmenter=SEGMENTER)]
        for node_text in map(again_document.text, concepts(again_document))
    ]


def test_a_backslash_before_a_kept_line_end_makes_no_hard_break() -> None:
    document = import_text("One.\nTwo.\n", language="en", segmenter=SEGMENTER)
    document.apply(edits.edit_text(document, concepts(document)[0], "One\\"))
    assert "<br" not in MARKDOWN.render(export_document(document))


def test_merging_two_lines_makes_one() -> None:
    document = import_text("One.\nTwo.\n", language="en", segmenter=SEGMENTER)
    document.apply(edits.merge_with_next(document, concepts(document)[0]))
    assert export_document(document) == "One. Two.\n"


def test_verse_continues_in_translation_and_on_both_sides() -> None:
    document = import_text("\u3000Eins,\\\n\u00a0zwei.  Drei.\n", language="de", segmenter=SEGMENTER)
    for node, text in zip(concepts(document), ["One,", "two.", "Three."], strict=True):
        document.apply(edits.set_rendition(document, node, "eng_Latn", text))
    english = export_document(document, language="eng_Latn")
    assert english == "\u3000One,\\\n\u00a0two. Three.\n"
    both = export_document(document, language="eng_Latn", bilingual=True)
    assert both == "\u3000Eins,\\\n\u00a0zwei.  Drei.\n\n" + english


def test_indented_code_is_fenced_where_an_indent_would_mean_something_else() -> None:
    document = import_text("Text.\n\n    code\n\n- item\n", language="en", segmenter=SEGMENTER)
    text, _, item = (node for node in document.of_kind(Kind.PARAGRAPH))
    document.apply(edits.move(document, [item], ROOT, 0))
    assert export_document(document) == "- item\n\nText.\n\n    code\n"
    document.apply(edits.move(document, [text], ROOT, 0))
    assert export_document(document) == "Text.\n\n- item\n\n```\ncode\n```\n"


# -- the parts ----------------------------------------------------------------------------------------------


@given(st.text("a。 \t\n", max_size=20))
def test_flattening_forgets_no_line_end(text: str) -> None:
    flat = flattened(text)
    assert "\n" not in flat.text
    assert flat.exact(0, len(flat.text)) == text
    assert re.sub(r"\s", "", flat.text) == re.sub(r"\s", "", text)


@given(st.text("a:|@[^]$ \n", max_size=30), st.booleans())
def test_parts_are_the_whole(text: str, opens: bool) -> None:
    assert "".join(before + part for before, part in parts_of(text, opens=opens)) == text
