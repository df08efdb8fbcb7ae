"""The clean copy: unzipped, it holds no link, no mark, no comment, no change and nobody's name."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from PIL import Image

from tests.rolling.papers import NS, changed, deleted, inserted, names, paper, part, run, saved, text_of, with_body
from yiben.rolling.cleaning import clean_copy
from yiben.rolling.package import open_word
from yiben.rolling.revisions import unsettled

pytestmark = pytest.mark.pure

LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
COMMENT = f'<w:comments {NS}><w:comment w:id="0" w:author="张三"><w:p>{run("请核实")}</w:p></w:comment></w:comments>'


def clean(data: bytes) -> bytes:
    return clean_copy(open_word("a.docx", data))


def everything(data: bytes) -> str:
    """All the XML of a file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels")))


@pytest.fixture
def traced() -> bytes:
    """A paper with everything in it that must not go out."""
    document = docx.Document()
    for name in ("author", "last_modified_by", "comments", "keywords", "category"):
        setattr(document.core_properties, name, "李四")
    link = document.part.relate_to("http://10.1.2.3/figures/x/", LINK, is_external=True)
    field = "".join(
        f"<w:r>{each}</w:r>"
        for each in (
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText> HYPERLINK "http://oa.intranet/x" </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>见平台</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    xml = (
        f'<w:p {NS} w:rsidR="00AB12CD" w14:paraId="11111111"><w:bookmarkStart w:id="7" w:name="_yb_ab_0"/>'
        f'<w:hyperlink r:id="{link}">{run("共163条")}</w:hyperlink><w:bookmarkEnd w:id="7"/>'
        f'<w:commentRangeStart w:id="0"/>{field}<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>'
    )
    document.element.body.insert(0, parse_xml(xml))
    picture = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera of somebody"
    Image.new("RGB", (8, 8), "#a3241a").save(picture, format="JPEG", exif=exif)
    document.add_picture(picture)
    document.inline_shapes[0]._inline.docPr.set("descr", "D:\\李四\\照片.jpg")
    settings = document.settings.element
    settings.append(parse_xml(f'<w:rsids {NS}><w:rsidRoot w:val="00AB12CD"/></w:rsids>'))
    settings.append(parse_xml(f'<w:docVars {NS}><w:docVar w:name="a" w:val="李四"/></w:docVars>'))
    data = saved(document)
    relations = part(data, "word/_rels/document.xml.rels").replace(
        "</Relationships>",
        '<Relationship Id="rIdC" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="comments.xml"/></Relationships>',
    )
    custom = "<p:Properties xmlns:p='x'>李四</p:Properties>"
    return changed(
        data,
        {
            "word/comments.xml": COMMENT.encode(),
            "word/_rels/document.xml.rels": relations.encode(),
            "docProps/custom.xml": custom.encode(),
            "customXml/item1.xml": b"<a/>",
            "word/people.xml": b"<a/>",
        },
    )


def test_nothing_of_it_is_left(traced):
    said = everything(clean(traced))
    for trace in (
        "<w:hyperlink",
        "HYPERLINK",
        "rsid",
        "_yb_",
        "comment",
        "李四",
        "intranet",
        "10.1.2.3",
        "paraId",
        "External",
    ):
        assert trace not in said, trace
    left = names(clean(traced))
    assert not any(name.startswith(("customXml", "word/comments", "word/people", "docProps/custom")) for name in left)


def test_what_a_reader_sees_stays(traced):
    assert text_of(clean(traced)) == text_of(traced)
    shown = docx.Document(io.BytesIO(clean(traced)))
    assert len(shown.inline_shapes) == 1


def test_a_picture_loses_what_the_camera_wrote(traced):
    with zipfile.ZipFile(io.BytesIO(clean(traced))) as archive:
        [media] = [name for name in archive.namelist() if name.startswith("word/media/")]
        assert not dict(Image.open(io.BytesIO(archive.read(media))).getexif())


def test_every_part_is_declared_and_every_relation_leads_somewhere(traced):
    made = clean(traced)
    left = names(made)
    declared = re.findall(r'PartName="/([^"]+)"', part(made, "[Content_Types].xml"))
    assert set(declared) <= left
    targets = re.findall(r'Target="([^"]+)"', part(made, "word/_rels/document.xml.rels"))
    assert {f"word/{each}" for each in targets} <= left


def test_the_same_file_gives_the_same_bytes(traced):
    assert clean(traced) == clean(traced)
    assert clean(clean(traced)) == clean(traced)


def test_changes_are_accepted_and_deleted_marks_join_paragraphs():
    gone = '<w:pPr><w:rPr><w:del w:id="9" w:author="张三"/></w:rPr></w:pPr>'
    data = with_body(
        f"<w:p>{run('共')}{deleted('150')}{inserted('163')}{run('条')}</w:p>",
        f"<w:p>{gone}{run('上段')}</w:p>",
        f"<w:p>{run('下段')}</w:p>",
    )
    assert text_of(clean(data)) == "共163条\n上段下段\n"
    assert "张三" not in everything(clean(data))


def test_changes_and_comments_are_counted():
    data = with_body(
        f"<w:p>{deleted('150')}{inserted('163')}<w:r><w:commentReference w:id='0'/></w:r></w:p>",
        parts={"word/comments.xml": COMMENT},
    )
    left = unsettled(open_word("a.docx", data))
    assert (left.revisions, left.comments) == (2, 1)
    assert not unsettled(open_word("a.docx", paper("共163条。")))


def test_a_field_that_counts_pages_stays():
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert "PAGE" in everything(clean(with_body(f"<w:p>{field}</w:p>")))
