"""The style sheet of e-books: little, since readers choose fonts and sizes themselves."""

from __future__ import annotations

STYLE = """\
body { margin: 0 5%; line-height: 1.5; }
h1, h2, h3, h4, h5, h6 { line-height: 1.2; page-break-after: avoid; break-after: avoid; hyphens: none; }
p { margin: 0 0 0.7em 0; orphans: 2; widows: 2; }
li > p { margin-bottom: 0.3em; }
blockquote { margin: 0.7em 1.5em; }
pre { white-space: pre-wrap; font-size: 0.85em; text-align: left; }
code { font-family: monospace; }
table { border-collapse: collapse; margin: 0.7em 0; }
th, td { border: 1px solid; padding: 0.2em 0.5em; }
hr { border: 0; margin: 1.2em 0; text-align: center; }
hr::before { content: "* * *"; }
img { max-width: 100%; }
.translation { font-style: normal; margin-inline-start: 1.5em; }
.note { font-size: 0.85em; border-inline-start: 0.2em solid; padding-inline-start: 0.7em; }
.notes { font-size: 0.85em; margin-top: 2em; border-top: 1px solid; padding-top: 0.7em; }
nav ol { list-style-type: none; padding-inline-start: 1em; }
"""
