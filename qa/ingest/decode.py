"""Bytes to text: UTF-8, the byte order marks, else detection with a note."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from qa.errors import LoadError

#: Checked in this order: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Bytes looked at to tell an encoding.
SAMPLE = 1 << 16
#: Detection on fewer bytes beyond ASCII than this is a guess: Western European is likelier.
_ENOUGH_EVIDENCE = 24
_FALLBACK = "cp1252"
#: A share of NUL bytes above this is no text in a single-byte encoding.
_NUL_SHARE = 0.01
_FEW_NULS = 3
#: The same of control characters that no text has, in files that are not tiny.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b\x08"))
_CONTROL_SHARE = 0.05
_SMALL = 64
_BINARY = "binary content, not text; convert it to text or remove it"
_CURLY = b"\x80\x85\x91\x92\x93\x94\x95\x96\x97\xa0\xa3"
_BEYOND_ASCII = bytes(range(128, 256))


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to read some bytes: the codec, the length of the mark before the text, a note."""

    name: str
    mark: int = 0
    note: str = ""


def decode(data: bytes) -> Decoded:
    """The text of `data`, unchanged but for a byte order mark.

    Raises LoadError when the bytes are no text. What a codec cannot read becomes U+FFFD, with a
    note, so that the text never holds a lone surrogate.
    """
    encoding = _by_mark(data) or _without_mark(data, whole=True)
    notes = [encoding.note] if encoding.note else []
    try:
        text = data[encoding.mark :].decode(encoding.name)
    except UnicodeDecodeError:
        text = data[encoding.mark :].decode(encoding.name, errors="replace")
        notes.append(f"some bytes are not {encoding.name} and were replaced")
    return Decoded(text, tuple(notes))


def detect(sample: bytes) -> Encoding:
    """The encoding of a file that begins with `sample`, which may end inside a character."""
    return _by_mark(sample) or _without_mark(sample, whole=False)


def _by_mark(data: bytes) -> Encoding | None:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return Encoding(name, len(mark))
    return None


def _without_mark(data: bytes, *, whole: bool) -> Encoding:
    nuls = data.count(0, 0, SAMPLE)
    if nuls > max(_FEW_NULS, _NUL_SHARE * min(len(data), SAMPLE)):
        return _utf16_without_mark(data[:SAMPLE])
    if len(data) >= _SMALL and _share_of(_CONTROLS, data[:SAMPLE]) > _CONTROL_SHARE:
        raise LoadError(_BINARY)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=whole)
    except UnicodeDecodeError:
        name = _guess(data[: 4 * SAMPLE])
        return Encoding(name, note=f"decoded as {name} by detection")
    return Encoding("utf-8")


def _utf16_without_mark(sample: bytes) -> Encoding:
    """Two-byte text has its NULs on one side; anything else with NULs is not text."""
    half = max(1, len(sample) // 2)
    for name, zeros, others in (
        ("utf-16-le", sample[1::2].count(0), sample[::2].count(0)),
        ("utf-16-be", sample[::2].count(0), sample[1::2].count(0)),
    ):
        if zeros > 0.4 * half and others < 0.02 * half:
            return Encoding(name, note=f"decoded as {name} by detection")
    raise LoadError(_BINARY)


def _share_of(wanted: bytes, data: bytes) -> float:
    """The share of `data` that are bytes of `wanted`."""
    return 1 - len(data.translate(None, wanted)) / max(1, len(data))


def _guess(data: bytes) -> str:
    """The likeliest single-byte or East Asian encoding; Western European on little evidence."""
    beyond_ascii = _share_of(_BEYOND_ASCII, data)
    if beyond_ascii * len(data) < _ENOUGH_EVIDENCE or _looks_western(data, beyond_ascii):
        return _FALLBACK
    from charset_normalizer import from_bytes

    best = from_bytes(data, threshold=0.25).best()
    if best is None or best.encoding in ("ascii", "utf_8"):
        return _FALLBACK
    return codecs.lookup(best.encoding).name


def _looks_western(data: bytes, beyond_ascii: float) -> bool:
    """Whether the bytes beyond ASCII are mostly curly quotes, dashes and the like of cp1252.

    These share their codes with letters elsewhere, but only in Western text do they stand alone
    among ASCII letters so often.
    """
    return beyond_ascii < 0.1 and _share_of(_CURLY, data) >= 0.6 * beyond_ascii
