"""Untrusted text made safe to show: one function for every place that shows any.

Documents, titles, file names and the messages built from them may hold terminal escape
sequences, bidirectional overrides that reorder a line, or halves of broken characters. Offsets
and records keep the text as it is; only what a person looks at passes through here.
"""

from __future__ import annotations

import json
import re
from typing import Any

# C0 controls have visible pictures from U+2400 on; DEL has U+2421.
_PICTURES = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
_WHITE = dict.fromkeys((0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), " ")
# Direction marks and overrides, byte order marks and invisible tag characters say nothing to a
# reader and can make a line read as another; C1 controls are escape sequences in one character.
_DROPPED = dict.fromkeys(
    [
        *range(0x80, 0x85),
        *range(0x86, 0xA0),
        0x061C,
        0x200E,
        0x200F,
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        0xFEFF,
        *range(0xFFF9, 0xFFFC),
        *range(0xE0000, 0xE0080),
    ]
)
_BROKEN = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_ONE_LINE = _PICTURES | _WHITE | _DROPPED | _BROKEN
_LINES = {**_ONE_LINE, 0x0A: "\n"}
# What JSON leaves unescaped although a terminal acts on it.
_RAW_IN_JSON = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def plain_line(text: str) -> str:
    r"""`text` on one line: white space runs become one space, controls are seen, not obeyed.

    >>> plain_line("a\tb\n\x1b[31mred")
    'a b ␛[31mred'
    """
    return " ".join(text.translate(_ONE_LINE).split())


def plain_text(text: str) -> str:
    """As `plain_line`, keeping line ends and runs of spaces."""
    return text.replace("\r\n", "\n").translate(_LINES)


def json_line(record: object, *, ascii_only: bool = False) -> str:
    r"""One JSON object on one line, exact when read back, without a raw control character.

    >>> json_line({"a": "é\x9b"})
    '{"a": "é\\u009b"}'
    """
    text = json.dumps(record, ensure_ascii=ascii_only, allow_nan=False, default=_unknown)
    return _RAW_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _unknown(value: Any) -> str:
    return str(value)


def whole_text(text: str) -> str:
    """`text` without surrogates: what arrived as bytes that are not UTF-8 becomes U+FFFD."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
