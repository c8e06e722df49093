"""The cells of a Markdown table, for formats that have tables their own way."""

from __future__ import annotations

from markdown_it import MarkdownIt


def rows_of_table(table: str) -> list[list[str]]:
    """The rows, each the inline Markdown of its cells; none if the text is no table."""
    rows: list[list[str]] = []
    for token in MarkdownIt("commonmark").enable("table").parse(table):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows:
            rows[-1].append(token.content)
    return rows
