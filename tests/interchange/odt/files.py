"""OpenDocument texts made by hand, as other programs write them."""

from __future__ import annotations

import io
import zipfile

from conceptwriter.interchange.odt.names import MIME_TYPE
from conceptwriter.interchange.odt.template import ATTRIBUTES

PICTURE = b"\x89PNG\r\n\x1a\n, or what passes for one"
STYLES = """
<office:styles>
<style:default-style style:family="paragraph"><style:text-properties fo:language="en" fo:country="GB"/></style:default-style>
<style:style style:name="Text_20_body" style:family="paragraph"/>
<style:style style:name="Quotations" style:family="paragraph"/>
<style:style style:name="Preformatted_20_Text" style:family="paragraph"/>
<style:style style:name="Strong_20_Emphasis" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Source_20_Text" style:family="text"/>
<text:list-style style:name="Numbers"><text:list-level-style-number text:level="1" style:num-format="1" text:start-value="4"/>
<text:list-level-style-bullet text:level="2" text:bullet-char="o"/></text:list-style>
</office:styles>
<office:automatic-styles><style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard"><style:header><text:p>The <text:span text:style-name="T1">header</text:span> says.</text:p></style:header>
</style:master-page></office:master-styles>
"""  # noqa: E501
AUTOMATIC = """
<style:style style:name="T1" style:family="text"><style:text-properties fo:font-style="italic" fo:color="#ff0000"/></style:style>
<style:style style:name="T2" style:family="text" style:parent-style-name="Strong_20_Emphasis"><style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Quotations"/>
<style:style style:name="P2" style:family="paragraph"><style:text-properties fo:font-size="20pt"/></style:style>
"""  # noqa: E501
BODY = """
<text:tracked-changes><text:changed-region xml:id="ct1" text:id="ct1"><text:deletion><text:p>walk</text:p></text:deletion></text:changed-region>
<text:changed-region text:id="ct2"><text:insertion/></text:changed-region></text:tracked-changes>
<text:h text:style-name="Heading_20_1" text:outline-level="1">The harbour</text:h>
<text:p text:style-name="Text_20_body">The <text:span text:style-name="Strong_20_Emphasis">boats</text:span>   came in
at <text:span text:style-name="T2">dawn</text:span>.<text:s text:c="2"/>Nobody<text:note text:id="n1" text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>Not <text:span text:style-name="T1">yet</text:span>.</text:p></text:note-body></text:note> was waiting.</text:p>
<text:list text:style-name="Numbers"><text:list-item><text:p>First.</text:p><text:list><text:list-item><text:p>Inner.</text:p></text:list-item></text:list><text:p>More.</text:p></text:list-item><text:list-item><text:p>Second.</text:p></text:list-item></text:list>
<text:list text:style-name="Numbers" text:continue-numbering="true"><text:list-item><text:p>Third.</text:p></text:list-item></text:list>
<text:p text:style-name="P1">A quotation.</text:p><text:p text:style-name="Quotations">More of it.</text:p>
<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Cell one.</text:p></table:table-cell><table:table-cell><text:p>Cell two.</text:p></table:table-cell></table:table-row></table:table-header-rows></table:table>
<text:section text:name="s"><text:p text:style-name="P2">See<text:line-break/>below *stars* &amp; &lt;tags&gt;<text:tab/>here.</text:p></text:section>
<text:p>We <text:change text:change-id="ct1"/><text:change-start text:change-id="ct2"/>run<text:change-end text:change-id="ct2"/> home<office:annotation office:name="c1"><text:p>Why?</text:p></office:annotation> soon<office:annotation-end office:name="c1"/>.</text:p>
<text:p><draw:frame draw:name="f"><draw:text-box><text:p>A caption.<draw:frame draw:name="g"><draw:image xlink:href="Pictures/a.png"/></draw:frame></text:p></draw:text-box></draw:frame></text:p>
<text:p>Page <text:page-number>3</text:page-number>, <text:a xlink:type="simple" xlink:href="https://example.org/" text:style-name="L">a link</text:a> and <text:span text:style-name="Source_20_Text">x = 1</text:span>.</text:p>
<text:p text:style-name="Preformatted_20_Text">if x:<text:line-break/><text:s text:c="4"/>*y*</text:p>
<text:table-of-content><text:index-body><text:p>The harbour 1</text:p></text:index-body></text:table-of-content>
<text:p text:style-name="P2"><text:span text:style-name="Strong_20_Emphasis">All bold. Two sentences.</text:span></text:p>
"""  # noqa: E501


def content(body: str = BODY) -> bytes:
    """`content.xml`."""
    text = f"<office:automatic-styles>{AUTOMATIC}</office:automatic-styles><office:body><office:text>{body}"
    whole = f"{text}</office:text></office:body></office:document-content>"
    return f"<office:document-content{ATTRIBUTES}>{whole}".encode()


def parts(body: str = BODY) -> dict[str, bytes]:
    """All parts of a file."""
    return {
        "mimetype": MIME_TYPE.encode(),
        "content.xml": content(body),
        "styles.xml": f"<office:document-styles{ATTRIBUTES}>{STYLES}</office:document-styles>".encode(),
        "meta.xml": (
            f"<office:document-meta{ATTRIBUTES}><office:meta><dc:title>Boats</dc:title></office:meta>"
            "</office:document-meta>"
        ).encode(),
        "Pictures/a.png": PICTURE,
        "META-INF/manifest.xml": b"<manifest/>",
        "Thumbnails/": b"",
    }


def packed(found: dict[str, bytes]) -> bytes:
    """The archive of some parts, in their order."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in found.items():
            part = zipfile.ZipInfo(name, (2020, 2, 2, 2, 2, 2))
            archive.writestr(part, data, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def file(body: str = BODY, others: dict[str, bytes] | None = None) -> bytes:
    """A whole file, some parts of it replaced or added."""
    return packed(parts(body) | (others or {}))


def flat(body: str = BODY) -> bytes:
    """The same as one XML file."""
    text = f"<office:automatic-styles>{AUTOMATIC}</office:automatic-styles><office:body><office:text>{body}"
    styles = STYLES.split("<office:automatic-styles>", maxsplit=1)[0]
    return (
        f"<?xml version='1.0'?>\n<office:document{ATTRIBUTES}>{styles}{text}"
        "</office:text></office:body></office:document>"
    ).encode()
