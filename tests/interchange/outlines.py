"""Documents as plain tuples that can be compared, and strategies that make documents of every kind."""

from __future__ import annotations

from hypothesis import HealthCheck
from hypothesis import strategies as st

from conceptwriter.interchange.as_written import (
    ENDING,
    LINE_END,
    WHOLE,
    WRITTEN,
    WRITTEN_AFTER,
    WRITTEN_LINES,
    WRITTEN_OF,
)
from conceptwriter.interchange.blocks import BlockKind
from conceptwriter.interchange.manuscript import Manuscript
from conceptwriter.language import Segmenter, join_sentences
from conceptwriter.language.inline_marks import inline_marks
from conceptwriter.outline import ROOT, Document, Draft, Kind, NodeId, edits

Outline = tuple[str, str, tuple[tuple[str, str], ...], tuple["Outline", ...]]

SEGMENTER = Segmenter()
LAYOUT_KEYS = (WRITTEN, WRITTEN_OF, WRITTEN_AFTER, WRITTEN_LINES, WHOLE, ENDING, LINE_END)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def outline(document: Document, node: NodeId = ROOT) -> Outline:
    """Kind, text, attributes (without the layout) and children of a node and all below it."""
    here = document.node(node)
    children = tuple(outline(document, child) for child in here.children)
    attributes = {key: value for key, value in here.attributes.items() if key not in LAYOUT_KEYS}
    return (here.kind.value, document.source_text(node), tuple(sorted(attributes.items())), children)


def running_text(document: Document) -> list[tuple[str, list[str]]]:
    """Kind and lines of every block: what must survive, however the text is cut into sentences."""
    return [(block.kind.value, block.lines) for block in Manuscript(document).blocks()]


AWKWARD_SENTENCES = {
    "eng_Latn": [
        "The boats came in at dawn.",
        "# is a hash.",
        "#hashtag comes first!",
        "- is a dash.",
        "+ and * are signs.",
        "* stars begin.",
        "1. is a number?",
        "12) is another.",
        "1986. A year!",
        "> is greater.",
        "\\# keeps its backslash.",
        "\\\\- keeps two.",
        "It ends in a backslash\\",
        "&lt;b&gt; is no tag.",
        "<b>bold</b> is inline.",
        "<div> begins a block.",
        "<!-- looks like a comment.",
        "<https://example.com/a?b> is linked.",
        "[a]: looks like a definition.",
        "[a]: /url",
        "[^1]: a note.",
        "![alt. Text](x.png)",
        '[One. Two](http://a.b/c_(d) "T. U") is whole.',
        "*Emphasis. Whole* stays.",
        "**Strong.**",
        "`Code. Here` stays.",
        "``` is a fence.",
        "~~~ tildes.",
        "---",
        "***",
        "===",
        "| a | b |",
        "|---|---|",
        "=",
        "_",
        "2 * 3 * 4 = 24.",
        "snake_case_name is one word.",
        "“Quoted?” she asked.",
        "Tabs\tinside.",
        "Two  spaces.",
        "A non\u00a0breaking space.",
        "🙂 smiles.",
        "e\u0301 is é.",
    ],
    "zho_Hans": [
        "天亮了。", "# 井号！", "- 横线。", "1. 一？", "“你去哪儿？”她问。", "**强调。**", "《红楼梦》很长。",
    ],
    "jpn_Jpan": ["夜が明けた。", "「行くぞ！」と彼は言った。", "* 星。", "1) 一。", "`コード。` です。"],
    "arb_Arab": ["وصل د. أحمد.", "هل أنت بخير؟", "- شرطة.", "# رقم!", "> أكبر.", "1. واحد."],
    "hin_Deva": ["डॉ. शर्मा आए।", "# संख्या।", "- रेखा।", "1. एक।"],
}  # fmt: skip

WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\n\r\x85\ufeff"),
    min_size=1,
    max_size=12,
)


def sentences(language: str) -> st.SearchStrategy[str]:
    known = st.sampled_from(AWKWARD_SENTENCES[language])
    return st.one_of(known, known, st.lists(WORDS, min_size=1, max_size=4).map(" ".join))


def line(language: str) -> st.SearchStrategy[str]:
    """One line of a paragraph, as the sentences would be joined."""
    joined = st.lists(sentences(language), min_size=1, max_size=4).map(
        lambda parts: join_sentences(parts, language)
    )
    return joined.map(lambda text: " ".join(text.split(" ")).strip()).filter(bool)


def _stable_sentences(text: str, language: str, marks: bool = True) -> list[str]:
    """The sentences that the segmenter finds, once their joining changes nothing any more."""
    for _ in range(8):
        protected = inline_marks(text).protected if marks else []
        found = [span.of(text) for span in SEGMENTER.segment(text, language, protected)]
        joined = join_sentences(found, language)
        if joined == text:
            return found
        text = joined
    return []


def stable_lines(language: str, marks: bool = True) -> st.SearchStrategy[list[str]]:
    """One line of a paragraph as its concepts; `marks`: as inline Markdown."""
    return line(language).map(lambda text: _stable_sentences(text, language, marks)).filter(bool)


def concept_lines(language: str) -> st.SearchStrategy[list[list[str]]]:
    """The lines of a paragraph, each as its concepts."""
    stable = stable_lines(language)
    several = st.lists(stable, min_size=2, max_size=3).filter(_breaks_stand_outside_of_marks)
    return st.one_of(st.lists(stable, min_size=1, max_size=1), several)


def _breaks_stand_outside_of_marks(lines: list[list[str]]) -> bool:
    """Code or a tag that happens to begin on one line and end on the next has no line break in Markdown."""
    source = "\\\n".join(" ".join(texts) for texts in lines)
    return not any("\n" in source[begin:end] for begin, end in inline_marks(source).opaque)


def paragraph(lines: list[list[str]], attributes: dict[str, str]) -> Draft:
    draft = Draft(Kind.PARAGRAPH, attributes=dict(attributes))
    for number, texts in enumerate(lines):
        for text in texts:
            marks = inline_marks(text)
            whole = marks.opaque == [(0, len(text))] and text[0] in "!<`hf"
            draft.children.append(Draft(Kind.CONCEPT, text, attributes={"verbatim": "1"} if whole else {}))
        if number < len(lines) - 1:
            draft.children[-1].attributes["break"] = "1"
    return draft


def verbatim(kind: BlockKind, text: str, attributes: dict[str, str]) -> Draft:
    concept = Draft(Kind.CONCEPT, text, attributes={"verbatim": "1"})
    return Draft(Kind.PARAGRAPH, children=[concept], attributes={"block": kind.value, **attributes})


CODE = st.sampled_from(
    ["a = 1", "# no heading\n\n- no list", "```\ninner\n```", "  indented\n\ttab", "~~~~", "x\n", "字。字。"]
)


def block(language: str) -> st.SearchStrategy[list[Draft]]:
    """One block at the left margin; lists and quotations are several paragraphs."""
    text = concept_lines(language)
    plain = text.map(lambda lines: [paragraph(lines, {})])
    code = st.builds(
        lambda code, fence, info: [
            verbatim(BlockKind.CODE, code, {"fence": fence} | ({"info": info} if info else {}))
        ],
        CODE,
        st.sampled_from(["`````", "~~~~~"]),
        st.sampled_from(["", "python", "c++ {.x}"]),
    )
    rule = st.sampled_from(["---", "***", "___"]).map(lambda mark: [verbatim(BlockKind.RULE, mark, {})])
    html = st.sampled_from(["<div>\n <b>x. Y</b>\n</div>", "<!-- a\n\nb -->"]).map(
        lambda source: [verbatim(BlockKind.HTML, source, {})]
    )
    table = st.just([verbatim(BlockKind.TABLE, "| a | b |\n|---|:-:|\n| 1. | 2. |", {})])
    definition = st.just([verbatim(BlockKind.DEFINITION, '[x]: /u "t"\n[y]: <z>', {})])
    return st.one_of(plain, plain, plain, items(text), quotation(text), code, rule, html, table, definition)


def items(text: st.SearchStrategy[list[list[str]]]) -> st.SearchStrategy[list[Draft]]:
    """A list, tight or loose, bulleted or numbered, perhaps with a list inside its first item."""

    def build(mark: str, tight: bool, nested: bool, lines: list[list[list[str]]]) -> list[Draft]:
        found = []
        for number, item in enumerate(lines):
            step = mark if mark in "-*+" else f"{number + 3}{mark}"
            attributes = {"within": step} | ({"tight": "1"} if tight and number else {})
            found.append(paragraph(item, attributes))
            if nested and number == 0:
                inner = {"within": f"{step}~ +"} | ({"tight": "1"} if tight else {})
                found.append(paragraph(item, inner))
        return found

    marks = st.sampled_from(["-", "*", ".", ")"])
    return st.builds(build, marks, st.booleans(), st.booleans(), st.lists(text, min_size=2, max_size=3))


def quotation(text: st.SearchStrategy[list[list[str]]]) -> st.SearchStrategy[list[Draft]]:
    """A quotation of paragraphs, with an item in it."""

    def build(lines: list[list[list[str]]]) -> list[Draft]:
        found = [paragraph(item, {"within": ">~" if number else ">"}) for number, item in enumerate(lines)]
        return [*found, paragraph(lines[0], {"within": ">~ -"})]

    return st.builds(build, st.lists(text, min_size=1, max_size=2))


def body(language: str) -> st.SearchStrategy[list[Draft]]:
    def merge(blocks: list[list[Draft]]) -> list[Draft]:
        """Neighbours that Markdown would read as one list or as one set of definitions are set apart."""
        found: list[Draft] = []
        for drafts in blocks:
            if found and _would_merge(found[-1], drafts[0]):
                found.append(verbatim(BlockKind.RULE, "---", {}))
            found.extend(drafts)
        return found

    return st.lists(block(language), max_size=4).map(merge)


def _would_merge(before: Draft, after: Draft) -> bool:
    if before.attributes.get("block") == after.attributes.get("block") == "definition":
        return True
    first, second = before.attributes.get("within", ""), after.attributes.get("within", "")
    return bool(first) and bool(second)


def headings(language: str) -> st.SearchStrategy[str]:
    tails = st.sampled_from(["", " #", " \\#", "##", "\\", " ###"])
    return st.builds(
        lambda text, tail: (text.replace("\n", " ") + tail).strip(), line(language), tails
    ).filter(bool)


def section(language: str, depth: int) -> st.SearchStrategy[Draft]:
    below = st.just(list[Draft]()) if depth == 0 else st.lists(section(language, depth - 1), max_size=2)
    return st.builds(
        lambda text, own, subsections: Draft(Kind.SECTION, text, children=[*own, *subsections]),
        headings(language),
        body(language),
        below,
    )


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Documents that Markdown can express, in several languages."""
    language = draw(st.sampled_from(sorted(AWKWARD_SENTENCES)))
    own = draw(body(language))
    sections = draw(st.lists(section(language, 2), max_size=2))
    root = Draft(
        Kind.SECTION, "Title", children=[*own, *sections], language=language, source_language=language
    )
    root.attributes["markup"] = "markdown"
    return Document.from_draft(root, language)


def in_own_layout(document: Document) -> Document:
    """The document, with what it knows of the layout of its file forgotten."""
    for node in list(document.subtree(ROOT)):
        forgotten = dict.fromkeys(LAYOUT_KEYS)
        document.apply(edits.set_attributes(document, node, dict(forgotten)))
    return document
