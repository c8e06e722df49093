"""The fences of code, and where no blank line stands between blocks."""

from __future__ import annotations

import pytest

from conceptwriter.interchange.blocks import FENCE, INFO, TIGHT, Block, BlockKind
from conceptwriter.interchange.markdown_reader import read_blocks
from conceptwriter.interchange.markdown_writer import written_chunks


def written(*blocks: Block) -> str:
    return "\n".join(line for _, lines in written_chunks(list(blocks), is_start=True) for line in lines)


@pytest.mark.parametrize(
    ("code", "attributes", "lines"),
    [
        ("x", {}, "```\nx\n```"),
        ("", {}, "```\n```"),
        ("x", {FENCE: "````"}, "````\nx\n````"),
        ("x", {FENCE: "~~~"}, "~~~\nx\n~~~"),
        ("x", {FENCE: " ~~~~ "}, "~~~~\nx\n~~~~"),
        ("x", {FENCE: "`"}, "```\nx\n```"),
        ("x", {INFO: "python"}, "```python\nx\n```"),
        ("x", {INFO: "a`b"}, "~~~a`b\nx\n~~~"),
        ("x", {INFO: "a\nb"}, "```a b\nx\n```"),
        ("```", {}, "````\n```\n````"),
        ("a\n  `````", {}, "``````\na\n  `````\n``````"),
        ("~~~~", {}, "```\n~~~~\n```"),
        ("~~~~", {FENCE: "~~~"}, "~~~~~\n~~~~\n~~~~~"),
        ("a ```", {}, "```\na ```\n```"),
    ],
)
def test_a_fence_is_longer_than_any_in_the_code(code: str, attributes: dict[str, str], lines: str) -> None:
    block = Block(BlockKind.CODE, [code], attributes)
    assert written(block) == lines
    (again,) = read_blocks(lines + "\n")
    assert again.kind is BlockKind.CODE
    assert again.lines == [code]


@pytest.mark.parametrize(
    "text",
    [
        "- one\n- two\n",
        "- one\n\n- two\n",
        "- one\n  - inner\n- two\n",
        "> one\n>\n> two\n",
        "> - one\n> - two\n",
        "$$\na\n$$\nText right below.\n",
        "Text.\n\n$$\na\n$$\n",
        "1. one\n2. two\n   ```\n   code\n   ```\n",
        "Text.\n\n- one\n\nText.\n",
    ],
)
def test_what_stood_close_together_still_does(text: str) -> None:
    blocks = read_blocks(text)
    assert written(*blocks) + "\n" == text


def test_two_texts_never_run_into_each_other() -> None:
    one, two = Block(BlockKind.TEXT, ["One."]), Block(BlockKind.TEXT, ["Two."], {TIGHT: "1"})
    assert written(one, two) == "One.\n\nTwo."
