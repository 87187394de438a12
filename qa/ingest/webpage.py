"""HTML: the main text by trafilatura, else all text outside of scripts and styles."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterator
from typing import Any

from qa.errors import LoadError
from qa.ingest.dates import match_date
from qa.ingest.decode import decode
from qa.ingest.plain import assemble
from qa.ingest.text_builder import TextBuilder
from qa.types import BlockKind, Document

# Characters no XML tree can hold.
_NO_XML = re.compile("[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,30})", re.I)
_DECLARED = re.compile(rb"<\?xml[^>]{0,100}encoding\s*=\s*[\"']([A-Za-z0-9_-]{2,30})")
_LINKED_DATA = re.compile(r"\"datePublished\"\s*:\s*\"([^\"]{8,40})\"")
_META_DATES = frozenset(
    (
        "article:published_time",
        "article:published",
        "og:published_time",
        "datepublished",
        "date",
        "dc.date",
        "dc.date.issued",
        "dcterms.date",
        "dcterms.issued",
        "dcterms.created",
        "pubdate",
        "publishdate",
        "publish-date",
        "publish_date",
        "publication_date",
        "parsely-pub-date",
        "sailthru.date",
        "citation_publication_date",
        "citation_date",
    )
)
#: Below this many characters the main text is likelier missed than short.
_SHORT = 250
_SILENT = frozenset(("script", "style", "noscript", "template", "head", "iframe", "svg"))
_INLINE = frozenset(
    re.findall(
        r"\w+",
        "a abbr b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small"
        " span strike strong sub sup time tt u var",
    )
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def read_html(name: str, data: bytes, max_bytes: int) -> Document:
    """The document of an HTML file. Raises LoadError when there is no text in it."""
    del max_bytes  # the file's own size has been checked
    source = _NO_XML.sub(" ", _decoded(data))
    tree = _parse(source)
    builder = TextBuilder()
    title = _extract(source, builder)
    if len(builder.text) < _SHORT:
        everything = TextBuilder()
        _walk(tree, everything)
        builder = max(builder, everything, key=lambda built: len(built.text))
    if not builder.blocks:
        raise LoadError("no text in it that can be read")
    return assemble(name, builder, title=title or _page_title(tree), date=_meta_date(tree, source))


def _decoded(data: bytes) -> str:
    """By byte order mark, else as the page says of itself, else as any text file."""
    declared = _CHARSET.search(data[:4096]) or _DECLARED.search(data[:200])
    marked = data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    if declared and not marked:
        try:
            # Browsers read both names as the wider cp1252.
            charset = declared[1].decode("ascii").lower()
            western = charset in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii")
            return data.decode("cp1252" if western else charset)
        except (LookupError, UnicodeDecodeError):
            pass  # the page is wrong about itself
    return decode(data).text


def _parse(source: str) -> Any:
    from lxml import etree, html  # type: ignore[import-untyped]  # ships no types

    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    try:
        return html.document_fromstring(source.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise LoadError("no text in it that can be read, or not HTML") from error


def _extract(source: str, builder: TextBuilder) -> str:
    """Add the main text as trafilatura sees it; returns the title it found."""
    import trafilatura

    for noisy in ("trafilatura", "htmldate", "justext", "courlan"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    try:
        found = trafilatura.bare_extraction(
            source,
            include_comments=False,
            favor_recall=True,  # without it short lists between paragraphs are taken for menus
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except Exception:  # hostile markup may break a third party's parser anywhere
        logging.getLogger(__name__).debug("trafilatura gave up", exc_info=True)
        return ""
    if found is None or isinstance(found, dict):
        return ""
    if found.body is not None:
        for element in found.body:
            _add_element(builder, element)
    return " ".join((found.title or "").split())


def _add_element(builder: TextBuilder, element: Any) -> None:
    """Add one element of trafilatura's tree: head, p, list, table, quote and the like."""
    if element.tag == "table":
        rows = list(element.iter("row"))
        headed = bool(rows) and all(cell.get("role") == "head" for cell in rows[0].iter("cell"))
        cells = [["".join(cell.itertext()) for cell in row.iter("cell")] for row in rows]
        builder.add_table([row for row in cells if row], headed=headed)
    elif element.tag in ("list", "quote", "div") and len(element):
        builder.add(BlockKind.PARAGRAPH, _squeezed(element.text or ""))
        for child in element:
            _add_element(builder, child)
    else:
        kind = BlockKind.HEADING if element.tag == "head" else BlockKind.PARAGRAPH
        for part in _broken_at_lines(element):
            builder.add(kind, _squeezed(part))
    builder.add(BlockKind.PARAGRAPH, _squeezed(element.tail or ""))


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _broken_at_lines(element: Any) -> Iterator[str]:
    """The element's text, cut where a line break was put on purpose."""
    part = [element.text or ""]
    for child in element.iterdescendants():
        if child.tag == "lb":
            yield "".join(part)
            part = []
        elif isinstance(child.tag, str):
            part.append(child.text or "")
        part.append(child.tail or "")
    yield "".join(part)


def _walk(tree: Any, builder: TextBuilder) -> None:
    """Add all visible text, a block for each element that is not inline."""
    from lxml import etree

    part: list[str] = []
    kind = BlockKind.PARAGRAPH
    skipped: Any = None
    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start" and skipped is None:
            if tag in _SILENT:
                skipped = element
                continue
            if tag not in _INLINE:
                builder.add(kind, _squeezed("".join(part)))
                part = []
                kind = BlockKind.HEADING if tag in _HEADINGS else BlockKind.PARAGRAPH
            part.append(element.text or "")
        elif event != "start" and (skipped is None or skipped is element):
            if tag and tag not in _INLINE and skipped is None:
                builder.add(kind, _squeezed("".join(part)))
                part = []
                kind = BlockKind.PARAGRAPH
            skipped = None
            part.append(element.tail or "")
    builder.add(kind, _squeezed("".join(part)))


def _page_title(tree: Any) -> str:
    for path in ("//meta[@property='og:title']/@content", "//title/text()", "//h1//text()"):
        found = _squeezed(" ".join(tree.xpath(path)))
        if found:
            return found
    return ""


def _meta_date(tree: Any, source: str) -> dt.date | None:
    """The date of publication as the page declares it, never one that its text mentions."""
    values: list[str] = []
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if name.strip().lower() in _META_DATES:
            values.append(meta.get("content") or "")
    values += [match[1] for match in _LINKED_DATA.finditer(source)]
    times = tree.xpath("//time[@pubdate or @itemprop='datePublished']/@datetime")
    values += times or tree.xpath("//time/@datetime")[:1]
    for value in values:
        found = match_date(value.strip())
        if found:
            return found[0]
    return None
