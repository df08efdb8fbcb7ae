"""The empty official page: an A4 package with GB/T 9704-2012 margins, grid, styles and page numbers, and nothing else.

The package is written here and not taken from a library's template, so that a sent document carries no foreign
styles, thumbnail, revision marks or custom parts. Lengths in twips (1/20 pt; 1 mm = 56.7), sizes in half points.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LINE: Final = 578  # 28.9 pt: 22 lines in 225 mm
CHARACTER: Final = 315  # 15.75 pt: 28 characters in 156 mm; 16 pt type drawn together by a quarter point
CHARACTERS_A_LINE: Final = 28
SONG, FANG_SONG, HEI, KAI = "宋体", "仿宋_GB2312", "黑体", "楷体_GB2312"
TITLE_SONG: Final = "方正小标宋简体"
LATIN: Final = "Times New Roman"

STYLE_OF_KIND: Final[Mapping[str, str]] = {
    "title": "Title",
    "addressee": "Salutation",
    "heading1": "Heading 1",
    "heading2": "Heading 2",
    "heading3": "Heading 3",
    "paragraph": "Normal",
    "signature": "Signature",
    "date": "Date",
    "table": "Caption",
    "chart": "图",
    "table_note": "表注",
}
LEAD_STYLE_OF_KIND: Final[Mapping[str, str]] = {"heading1": "一级标题（段内）", "heading2": "二级标题（段内）"}

_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R: Final = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_MAIN_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"


@dataclass(frozen=True, slots=True)
class _Look:
    """A paragraph style. `name` is the built-in one, so that every word processor shows it in its own language."""

    style_id: str
    name: str
    font: str = FANG_SONG
    size: int = 32
    indent: bool = True
    align: str = "both"
    outline: int | None = None
    keep_next: bool = False
    on_grid: bool = True
    is_fixed: bool = True
    """Its lines are as high as those of the text; otherwise as high as what stands in them."""


_LOOKS: Final = (
    _Look("a", "Normal"),
    _Look("Title", "Title", TITLE_SONG, 44, indent=False, align="center", keep_next=True, on_grid=False),
    _Look("Salutation", "Salutation", indent=False, align="left"),
    _Look("Heading1", "heading 1", HEI, outline=0, keep_next=True),
    _Look("Heading2", "heading 2", KAI, outline=1, keep_next=True),
    _Look("Heading3", "heading 3", outline=2),
    _Look("Signature", "Signature", indent=False, align="right", keep_next=True),
    _Look("Date", "Date", indent=False, align="right"),
    _Look("Caption", "caption", HEI, 28, indent=False, align="center", keep_next=True),
    _Look("Chart", "图", indent=False, align="center", keep_next=True, on_grid=False, is_fixed=False),
    _Look("TableNote", "表注", KAI, 24, indent=False, align="left"),
)


def page_parts() -> dict[str, str]:
    """Return the parts of the empty package by their names in the archive."""
    return {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            ("officeDocument", "word/document.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": _core_properties(),
        "word/_rels/document.xml.rels": _relationships(
            ("styles", "styles.xml"),
            ("settings", "settings.xml"),
            ("footer", "footer1.xml"),
            ("footer", "footer2.xml"),
        ),
        "word/document.xml": _document(),
        "word/footer1.xml": _footer("right"),
        "word/footer2.xml": _footer("left"),
        "word/settings.xml": _settings(),
        "word/styles.xml": _styles(),
    }


def _styles() -> str:
    paragraphs = "".join(_paragraph_style(look) for look in _LOOKS)
    leads = "".join(
        f'<w:style w:type="character" w:customStyle="1" w:styleId="Lead{level}"><w:name w:val="{name}"/>'
        '<w:basedOn w:val="a0"/>'
        f"<w:rPr>{_fonts(font)}</w:rPr></w:style>"
        for level, (name, font) in enumerate(zip(LEAD_STYLE_OF_KIND.values(), (HEI, KAI), strict=True), start=1)
    )
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_fonts(FANG_SONG)}"
        '<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    plain = (
        '<w:style w:type="character" w:default="1" w:styleId="a0"><w:name w:val="Default Paragraph Font"/></w:style>'
    )
    return f"{_XML}<w:styles {_W}>{defaults}{paragraphs}{plain}{leads}</w:styles>"


def _paragraph_style(look: _Look) -> str:
    is_default = ' w:default="1"' if look.name == "Normal" else ""
    based_on = "" if is_default else '<w:basedOn w:val="a"/><w:next w:val="a"/>'
    indent = (200, 2 * CHARACTER) if look.indent else (0, 0)
    outline = "" if look.outline is None else f'<w:outlineLvl w:val="{look.outline}"/>'
    line = LINE if look.on_grid else 660
    height = f'w:line="{line}" w:lineRule="exact"' if look.is_fixed else 'w:line="240" w:lineRule="auto"'
    custom = "" if look.name.isascii() else ' w:customStyle="1"'
    drawn_together = '<w:spacing w:val="-5"/>' if look.size == 32 else '<w:spacing w:val="0"/>'
    return (
        f'<w:style w:type="paragraph"{is_default}{custom} w:styleId="{look.style_id}"><w:name w:val="{look.name}"/>{based_on}'
        f"<w:qFormat/><w:pPr>{'<w:keepNext/>' if look.keep_next else ''}"
        '<w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f'<w:snapToGrid w:val="{int(look.on_grid)}"/>'
        f'<w:spacing w:before="0" w:after="0" {height}/>'
        f'<w:ind w:firstLineChars="{indent[0]}" w:firstLine="{indent[1]}"/>'
        f'<w:jc w:val="{look.align}"/>{outline}</w:pPr>'
        f"<w:rPr>{_fonts(look.font)}{drawn_together}"
        f'<w:sz w:val="{look.size}"/><w:szCs w:val="{look.size}"/></w:rPr></w:style>'
    )


def _fonts(east_asian: str, latin: str = LATIN) -> str:
    return f'<w:rFonts w:hint="eastAsia" w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{east_asian}" w:cs="{latin}"/>'


def _document() -> str:
    """A4; margins 37/35/28/26 mm; 22 lines. The foot's lower edge puts the number's middle 7 mm below the text."""
    return (
        f"{_XML}<w:document {_W} {_R}><w:body><w:sectPr>"
        '<w:footerReference w:type="default" r:id="rId3"/><w:footerReference w:type="even" r:id="rId4"/>'
        '<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1428"'
        ' w:gutter="0"/><w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr></w:body></w:document>'
    )


def _footer(side: str) -> str:
    """“— 1 —” in 4号 宋体, one character from the outer edge: odd pages right, even pages left."""
    look = f'<w:rPr>{_fonts(SONG, SONG)}<w:spacing w:val="0"/><w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr>'
    dash = '<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'
    return (
        f'{_XML}<w:ftr {_W}><w:p><w:pPr><w:snapToGrid w:val="0"/>'
        '<w:spacing w:line="320" w:lineRule="exact"/>'
        f'<w:ind w:{side}="280" w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="{side}"/></w:pPr>'
        f"{dash.format(look=look, text='— ')}"
        f'<w:fldSimple w:instr=" PAGE "><w:r>{look}<w:t>1</w:t></w:r></w:fldSimple>'
        f"{dash.format(look=look, text=' —')}</w:p></w:ftr>"
    )


def _settings() -> str:
    mode = '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    return (
        f'{_XML}<w:settings {_W}><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>'
        f'<w:compat>{mode}</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _core_properties() -> str:
    """No author, and one fixed instant for all documents: the file says nothing about who wrote it and when."""
    instant = '<dcterms:{0} xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:{0}>'
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator></dc:creator>'
        f"<cp:lastModifiedBy></cp:lastModifiedBy>{instant.format('created')}{instant.format('modified')}"
        "</cp:coreProperties>"
    )


def _relationships(*targets: tuple[str, str]) -> str:
    items = "".join(
        f'<Relationship Id="rId{number}" Type="{kind if ":" in kind else f"{_OFFICE}/{kind}"}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def _content_types() -> str:
    parts = {
        "/word/document.xml": f"{_MAIN_TYPE}.document.main+xml",
        "/word/styles.xml": f"{_MAIN_TYPE}.styles+xml",
        "/word/settings.xml": f"{_MAIN_TYPE}.settings+xml",
        "/word/footer1.xml": f"{_MAIN_TYPE}.footer+xml",
        "/word/footer2.xml": f"{_MAIN_TYPE}.footer+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    xml = '<Default Extension="xml" ContentType="application/xml"/>'
    return f'{_XML}<Types xmlns="{_PACKAGE}/content-types">{rels}{xml}{overrides}</Types>'
