"""Files of each format, good, broken and hostile."""

from __future__ import annotations

import codecs
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import pypdf
import pytest

from qa.errors import LoadError
from qa.ingest.decode import decode
from qa.ingest.load import Loaded, load_file
from qa.ingest.passages import make_passages
from qa.ingest.walk import SourceFile
from qa.types import BlockKind, Document

LIMIT = 1 << 22
STORY = "Salt fell in Marl. “It will rise,” an official said.\r\n\r\nBuyers wait.\n"


def load(folder: Path, name: str, data: bytes, *, limit: int = LIMIT) -> Loaded:
    path = folder / name
    path.write_bytes(data)
    return load_file(SourceFile(path, name, len(data), 0), max_bytes=limit)


def load_one(folder: Path, name: str, data: bytes) -> Document:
    (document,) = load(folder, name, data).documents
    return document


def kinds_and_texts(document: Document) -> list[tuple[str, str]]:
    return [(block.kind.value, document.text[block.start : block.end]) for block in document.blocks]


def make_pdf(pages: Sequence[Sequence[str]], title: str = "") -> bytes:
    """A PDF with a line of text for each string, written by hand."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for lines in pages:
        shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
        content = f"BT /F1 12 Tf 72 720 Td {shown} ET"
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {len(objects)} 0 R >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    objects.append(f"<< /Title ({title}) >>")
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>"
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return out + f"{head}trailer\n{trailer}\nstartxref\n{len(out)}\n%%EOF".encode("latin-1")


def make_docx(**parts: bytes) -> bytes:
    """A DOCX with a heading, two paragraphs and a table; `parts` replace its members."""
    document = docx.Document()
    document.add_heading("Salt report", 0)
    document.add_paragraph("Published 29 August 2025")
    document.add_heading("Trade", 1)
    document.add_paragraph("Salt fell. It rose later.")
    table = document.add_table(rows=0, cols=3)
    for row in (("Province", "Sold", "Bought"), ("Marl", "12.5", "4"), ("Lam", "13", "")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph("After the table.")
    saved = io.BytesIO()
    document.save(saved)
    changed = {name.replace("__", "/") + ".xml": data for name, data in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changed.get(name) or old.read(name))
    return out.getvalue()


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("utf-32-be", codecs.BOM_UTF32_BE),
    ],
)
def test_unicode_files_give_their_text_unchanged(
    tmp_path: Path, encoding: str, mark: bytes
) -> None:
    loaded = load(tmp_path, "a.txt", mark + STORY.encode(encoding))
    assert loaded.documents[0].text == STORY
    assert loaded.notes == ()


def test_curly_quotes_of_cp1252(tmp_path: Path) -> None:
    loaded = load(tmp_path, "a.txt", STORY.encode("cp1252"))
    assert loaded.documents[0].text == STORY
    assert loaded.notes == ("decoded as cp1252 by detection",)


def test_other_encodings_are_detected() -> None:
    russian = "Экспорт соли вырос на пять процентов за год, сообщили в министерстве. " * 5
    assert decode(russian.encode("cp1251")).text == russian
    assert decode("Salz für Köln".encode("latin-1")).text == "Salz für Köln"
    assert decode(STORY.encode("utf-16-le")).notes == ("decoded as utf-16-le by detection",)


def test_bytes_of_no_encoding_are_replaced_with_a_note() -> None:
    decoded = decode(codecs.BOM_UTF8 + b"Salt \xff\xed\xa0\x80 fell")
    assert decoded.text.startswith("Salt \ufffd")
    assert decoded.text.encode("utf-8")
    assert decoded.notes == ("some bytes are not utf-8 and were replaced",)


def test_lone_surrogates_in_utf16_are_replaced() -> None:
    decoded = decode(codecs.BOM_UTF16_LE + b"a\x00\x00\xd8b\x00")
    assert decoded.text == "a\ufffdb"
    assert decoded.notes


@pytest.mark.parametrize(
    "data", [b"\x00" * 5000, b"ab\x00\x01\x02\x00" * 500, bytes(range(256)) * 9]
)
def test_binary_content_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(LoadError, match="binary content"):
        load(tmp_path, "a.txt", data)


def test_a_single_nul_is_text(tmp_path: Path) -> None:
    text = "Salt fell. " * 50 + "\x00 It rose."
    assert load_one(tmp_path, "a.txt", text.encode()).text == text


@pytest.mark.parametrize("data", [b" \r\n\t\n" * 100, codecs.BOM_UTF8])
def test_a_file_of_white_space_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(LoadError, match="no text"):
        load(tmp_path, "a.txt", data)


def test_a_file_that_grew_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="over the limit"):
        load(tmp_path, "a.txt", b"x" * 2000, limit=1000)


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="not readable: no such file"):
        load_file(SourceFile(tmp_path / "a.txt", "a.txt", 1, 0), max_bytes=LIMIT)


PAGE = """<html><head><title>Salt falls | Marl Times</title>
<meta property="og:title" content="Salt falls">
<meta property="article:published_time" content="2025-08-29T08:00:00+07:00"></head><body>
<nav><a href="/">Home</a></nav><article><h1>Salt falls</h1>
<p>Sales of salt fell by 12 percent to <b>USD 80 million</b> in 2024, the office of trade of the
province said on 5 May 2023 in a long statement to the press and to all who buy salt there.</p>
<h2>Markets</h2><p>Thailand led the buyers.<br>China came second in the list of the buyers.</p>
<ul><li>Thailand: 40 percent</li></ul>
<table><tr><th>Year</th><th>Value</th></tr><tr><td>2023</td><td>70</td></tr></table>
</article><script>var hidden = 1;</script></body></html>"""


def test_html(tmp_path: Path) -> None:
    document = load_one(tmp_path, "a.html", PAGE.encode())
    assert (document.title, str(document.date)) == ("Salt falls", "2025-08-29")
    found = kinds_and_texts(document)
    assert found[0] == ("heading", "Salt falls")
    assert found[1][1].startswith("Sales of salt fell by 12 percent to USD 80 million in 2024")
    assert found[2:] == [
        ("heading", "Markets"),
        ("paragraph", "Thailand led the buyers."),
        ("paragraph", "China came second in the list of the buyers."),
        ("paragraph", "Thailand: 40 percent"),
        ("row", "Year: 2023; Value: 70"),
    ]


def test_html_keeps_short_lists_and_leaves_menus(tmp_path: Path) -> None:
    page = """<html><head><title>Salt sales rise</title></head><body>
<nav><ul><li><a href="/a">Sport</a></li><li><a href="/c">Subscribe now</a></li></ul></nav>
<article><h1>Salt sales rise</h1><p>Marl Province sold salt worth USD 12.5 million in the first
quarter of the year, the trade office said on Tuesday in the capital.</p>
<ul><li>Opening hours: 9 am to 7 pm</li><li>Entrance fee: EUR 6</li></ul>
<p>The buyers were Thailand, China and Japan, said the provincial trade office. It expects more in
the second quarter, when the roads are dry.</p></article>
<aside><h3>Most read</h3><ul><li><a href="/y">Win a car</a></li></ul></aside>
<footer><p>Copyright Marl Times. All rights reserved.</p></footer></body></html>"""
    text = load_one(tmp_path, "a.html", page.encode()).text
    assert "\n\nOpening hours: 9 am to 7 pm\n\nEntrance fee: EUR 6\n\nThe buyers" in text
    assert not any(word in text for word in ("Subscribe", "Win a car", "Copyright"))


def test_html_that_is_hardly_any(tmp_path: Path) -> None:
    data = "<p>Salt <b>fell</b>.<div>Buyers<script>x()</script> wait</div>in “Marl”".encode(
        "cp1252"
    )
    document = load_one(tmp_path, "a.htm", data)
    assert [text for _, text in kinds_and_texts(document)] == [
        "Salt fell.",
        "Buyers wait",
        "in “Marl”",
    ]


def test_html_says_its_encoding(tmp_path: Path) -> None:
    text = "Экспорт соли вырос."
    data = f'<meta charset="windows-1251"><p>{text}</p>'.encode("cp1251")
    assert load_one(tmp_path, "a.html", data).text == text


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body><script>var x = 'text';</script></body></html>",
        b"<!-- nothing -->",
        b"<img src='a.png'>",
        b"<div>" * 20_000 + b"too deep for any parser",
    ],
)
def test_html_without_text(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(LoadError, match="no text"):
        load(tmp_path, "a.html", data)


@pytest.mark.parametrize(
    "data",
    [
        b"<div>" * 1000 + b"Salt fell.",
        b"<p>Salt fell.\x00\x01</p>" + b"&#0;&#xD800;&bogus;",
        b'<?xml version="1.0" encoding="utf-8"?><html><p>Salt fell.</p></html>',
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><p>Salt fell.&b;</p>',
        b"<p " + b"a=b " * 10_000 + b">Salt fell.",
    ],
    ids=["deep", "no XML", "declared", "entities", "attributes"],
)
def test_hostile_html_is_read(tmp_path: Path, data: bytes) -> None:
    assert "Salt fell." in load_one(tmp_path, "a.html", data).text


def test_pdf_keeps_its_pages(tmp_path: Path) -> None:
    data = make_pdf(
        [["Salt fell in the province of Marl", "and of Lam in 2024."], ["Buyers wait for news."]],
        title="Salt report",
    )
    document = load_one(tmp_path, "a.pdf", data)
    assert document.title == "Salt report"
    assert len(document.page_starts) == 2
    assert document.text[document.page_starts[1] :].startswith("Buyers wait")
    (passage,) = make_passages(document)
    assert [document.text[a:b] for a, b in passage.sentences] == [
        "Salt fell in the province of Marl\nand of Lam in 2024.",
        "Buyers wait for news.",
    ]


def test_pdf_sentences_run_on_over_pages_and_running_lines_go(tmp_path: Path) -> None:
    pages = [
        [
            "Marl Office of Trade",
            f"In year {number} the sale of salt rose and",
            f"Page {number} of 4",
        ]
        for number in range(1, 5)
    ]
    document = load_one(tmp_path, "a.pdf", make_pdf(pages))
    assert "Office" not in document.text
    assert "of 4" not in document.text
    assert "rose and\nIn year 2" in document.text


def test_pdf_encrypted(tmp_path: Path) -> None:
    for password, readable in (("secret", False), ("", True)):
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(make_pdf([["Salt fell."]])))
        writer.encrypt(password, "owner", algorithm="RC4-128")
        out = io.BytesIO()
        writer.write(out)
        if readable:
            assert load_one(tmp_path, "a.pdf", out.getvalue()).text.strip() == "Salt fell."
        else:
            with pytest.raises(LoadError, match="encrypted; save it without a password"):
                load(tmp_path, "a.pdf", out.getvalue())


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.95])
def test_pdf_truncated(tmp_path: Path, share: float) -> None:
    whole = make_pdf([["Salt fell."]] * 3)
    outcome = ""
    try:
        outcome = load_one(tmp_path, "a.pdf", whole[: int(share * len(whole))]).text
    except LoadError as error:
        outcome = str(error)
    assert outcome.startswith(("Salt fell.", "broken PDF", "no text"))


def test_pdf_of_images_alone(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(LoadError, match="only images"):
        load(tmp_path, "a.pdf", out.getvalue())


@pytest.mark.parametrize("name", ["a.pdf", "a.docx"])
def test_a_file_that_is_not_what_its_name_says(tmp_path: Path, name: str) -> None:
    with pytest.raises(LoadError, match=r"broken (PDF|DOCX)"):
        load(tmp_path, name, b"Salt fell. " * 100)


def test_docx(tmp_path: Path) -> None:
    document = load_one(tmp_path, "a.docx", make_docx())
    assert (document.title, str(document.date)) == ("Salt report", "2025-08-29")
    assert kinds_and_texts(document) == [
        ("heading", "Trade"),
        ("paragraph", "Salt fell. It rose later."),
        ("row", "Province: Marl; Sold: 12.5; Bought: 4"),
        ("row", "Province: Lam; Sold: 13"),
        ("paragraph", "After the table."),
    ]
    assert document.blocks[2].kind is BlockKind.ROW


def test_docx_bombs(tmp_path: Path) -> None:
    big = b"<a>" + b" " * (2 * LIMIT) + b"</a>"
    with pytest.raises(LoadError, match="zip bomb"):
        load(tmp_path, "a.docx", make_docx(word__document=big))
    with pytest.raises(LoadError, match="unpacks to more than 16 MiB"):
        load(tmp_path, "a.docx", make_docx(word__document=big * 3))
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    with pytest.raises(LoadError, match="declares entities"):
        load(tmp_path, "a.docx", make_docx(word__document=laughs))
    with pytest.raises(LoadError, match="declares entities"):
        load(tmp_path, "a.docx", make_docx(word__styles=laughs.decode().encode("utf-16")))


def test_docx_broken_or_encrypted(tmp_path: Path) -> None:
    whole = make_docx()
    for data in (whole[: len(whole) // 2], make_docx(word__document=b"<broken"), b"PK\x03\x04"):
        with pytest.raises(LoadError, match="broken DOCX"):
            load(tmp_path, "a.docx", data)
    with pytest.raises(LoadError, match="encrypted"):
        load(tmp_path, "a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1000)


def test_docx_empty(tmp_path: Path) -> None:
    saved = io.BytesIO()
    docx.Document().save(saved)
    with pytest.raises(LoadError, match="no text"):
        load(tmp_path, "a.docx", saved.getvalue())
