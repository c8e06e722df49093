"""Collect the quotation marks of each language from CLDR, in the form in which Qt carries it.

    python tools/quotation_styles.py

Regenerates `conceptwriter/language/quotation_styles.tsv`. Babel leaves this part of CLDR out, and the package
that reads the table may not import Qt. CLDR is under the Unicode licence (Unicode-3.0).
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QLocale, qVersion

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from conceptwriter.language import all_languages  # noqa: E402  (found only now that the root is on the path)

TARGET = ROOT / "conceptwriter" / "language" / "quotation_styles.tsv"
ROOT_STYLE = ("“”", "‘’")
HEADER = """# Quotation marks of each language and those of a quotation inside another: opening and closing.
# Made by tools/quotation_styles.py from CLDR as in Qt {version}. Languages that are left out use “” and ‘’.
# Copyright (C) 1991-2025 Unicode, Inc.; Unicode-3.0, https://www.unicode.org/license.txt
"""


def style_of(tag: str) -> tuple[str, str] | None:
    """The two pairs of a language; None where Qt does not know it, or CLDR's marks do not fit together."""
    locale = QLocale(tag)
    if QLocale.languageToCode(locale.language()) != tag.partition("-")[0]:
        return None
    ways = QLocale.QuotationStyle.StandardQuotation, QLocale.QuotationStyle.AlternateQuotation
    outer, inner = (locale.quoteString("x", way).replace("x", "") for way in ways)
    is_mixed = any(("“" in pair or "”" in pair) and ("‘" in pair or "’" in pair) for pair in (outer, inner))
    return None if is_mixed or len(outer) != 2 or len(inner) != 2 else (outer, inner)


def main() -> None:
    """Write the file."""
    lines = [HEADER.format(version=qVersion())]
    for language in all_languages():
        style = style_of(language.bcp47)
        if style is not None and style != ROOT_STYLE:
            lines.append("\t".join((language.code, *style)) + "\n")
    TARGET.write_text("".join(lines), encoding="utf-8")
    print(f"{TARGET.name}: {len(lines) - 1} languages")


if __name__ == "__main__":
    main()
