"""The plain styles of new OpenDocument texts, under the names that LibreOffice knows and translates."""

from __future__ import annotations

from conceptwriter.interchange.odt.names import MIME_TYPE, NAMESPACES

VERSION = "1.3"
ATTRIBUTES = "".join(f' xmlns:{prefix}="{address}"' for prefix, address in NAMESPACES.items())
DEEPEST_LIST = 10
_HEADING_SIZES = (18, 15, 13, 12, 11, 11)


def _heading(level: int) -> str:
    return (
        f'<style:style style:name="Heading_20_{level}" style:display-name="Heading {level}" '
        f'style:family="paragraph" style:parent-style-name="Heading" '
        f'style:next-style-name="Text_20_body" style:default-outline-level="{level}">'
        f'<style:text-properties fo:font-size="{_HEADING_SIZES[level - 1]}pt"/></style:style>'
    )


def _list(name: str, display: str, level_of: str) -> str:
    levels = "".join(level_of.format(level=level, left=0.6 * level) for level in range(1, DEEPEST_LIST + 1))
    shown = f' style:display-name="{display}"'
    return f'<text:list-style style:name="{name}"{shown}>{levels}</text:list-style>'


_POSITION = (
    '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
    '<style:list-level-label-alignment text:label-followed-by="listtab" fo:text-indent="-0.6cm" '
    'fo:margin-left="{left:.1f}cm"/></style:list-level-properties>'
)
_BULLET = (
    '<text:list-level-style-bullet text:level="{level}" text:bullet-char="•">'
    f"{_POSITION}</text:list-level-style-bullet>"
)
_NUMBER = (
    '<text:list-level-style-number text:level="{level}" style:num-format="1" style:num-suffix=".">'
    f"{_POSITION}</text:list-level-style-number>"
)

COMMON_STYLES = (
    '<style:default-style style:family="paragraph">'
    '<style:paragraph-properties style:writing-mode="{mode}" fo:orphans="2" fo:widows="2"/>'
    '<style:text-properties fo:font-size="11pt" style:font-size-asian="11pt" style:font-size-complex="11pt"/>'
    "</style:default-style>"
    '<style:style style:name="Standard" style:family="paragraph" style:class="text"/>'
    '<style:style style:name="Text_20_body" style:display-name="Text body" style:family="paragraph" '
    'style:parent-style-name="Standard"><style:paragraph-properties fo:margin-bottom="0.25cm" '
    'fo:line-height="120%"/></style:style>'
    '<style:style style:name="Heading" style:family="paragraph" style:parent-style-name="Standard">'
    '<style:paragraph-properties fo:margin-top="0.5cm" fo:margin-bottom="0.2cm" fo:keep-with-next="always"/>'
    '<style:text-properties fo:font-weight="bold" style:font-weight-asian="bold" '
    'style:font-weight-complex="bold"/></style:style>'
    + "".join(map(_heading, range(1, 7)))
    + '<style:style style:name="Quotations" style:family="paragraph" style:parent-style-name="Text_20_body">'
    '<style:paragraph-properties fo:margin-left="1cm" fo:margin-right="1cm"/></style:style>'
    '<style:style style:name="Preformatted_20_Text" style:display-name="Preformatted Text" '
    'style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties '
    'fo:margin-bottom="0.25cm" style:writing-mode="lr-tb"/>'
    '<style:text-properties style:font-name="Mono" fo:font-size="9pt"/></style:style>'
    '<style:style style:name="Horizontal_20_Line" style:display-name="Horizontal Line" '
    'style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties '
    'fo:text-align="center" fo:margin-top="0.25cm" fo:margin-bottom="0.5cm"/></style:style>'
    '<style:style style:name="Table_20_Contents" style:display-name="Table Contents" '
    'style:family="paragraph" style:parent-style-name="Standard"/>'
    '<style:style style:name="Table_20_Heading" style:display-name="Table Heading" '
    'style:family="paragraph" style:parent-style-name="Table_20_Contents"><style:text-properties '
    'fo:font-weight="bold" style:font-weight-asian="bold" style:font-weight-complex="bold"/></style:style>'
    '<style:style style:name="Footnote" style:family="paragraph" style:parent-style-name="Standard">'
    '<style:text-properties fo:font-size="9pt"/></style:style>'
    '<style:style style:name="Source_20_Text" style:display-name="Source Text" style:family="text">'
    '<style:text-properties style:font-name="Mono"/></style:style>'
    + _list("List_20_1", "List 1", _BULLET)
    + _list("Numbering_20_123", "Numbering 123", _NUMBER)
    + '<text:notes-configuration text:note-class="footnote" style:num-format="1" text:start-value="0" '
    'text:footnotes-position="page" text:start-numbering-at="document"/>'
)
FONTS = (
    "<office:font-face-decls>"
    '<style:font-face style:name="Mono" svg:font-family="\'Liberation Mono\'" '
    'style:font-family-generic="modern" style:font-pitch="fixed"/>'
    "</office:font-face-decls>"
)
PAGES = (
    '<style:page-layout style:name="Page"><style:page-layout-properties fo:page-width="21cm" '
    'fo:page-height="29.7cm" fo:margin-top="2.5cm" fo:margin-bottom="2.5cm" fo:margin-left="2.5cm" '
    'fo:margin-right="2.5cm" style:writing-mode="{mode}"/></style:page-layout>'
)
MASTERS = (
    '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="Page"/>'
    "</office:master-styles>"
)
TEXT_STYLES = (
    '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold" '
    'style:font-weight-asian="bold" style:font-weight-complex="bold"/></style:style>'
    '<style:style style:name="I" style:family="text"><style:text-properties fo:font-style="italic" '
    'style:font-style-asian="italic" style:font-style-complex="italic"/></style:style>'
    '<style:style style:name="BI" style:family="text"><style:text-properties fo:font-weight="bold" '
    'style:font-weight-asian="bold" style:font-weight-complex="bold" fo:font-style="italic" '
    'style:font-style-asian="italic" style:font-style-complex="italic"/></style:style>'
    '<style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties '
    'fo:padding="0.1cm" fo:border="0.5pt solid #808080"/></style:style>'
)
MANIFEST = (
    f'<manifest:manifest xmlns:manifest="{NAMESPACES["manifest"]}" manifest:version="{VERSION}">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="{VERSION}" '
    f'manifest:media-type="{MIME_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
