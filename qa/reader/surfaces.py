"""Typed surfaces: where amounts, counts, dates and periods stand in a text, hedge included.

Only the place is found here, as an answer quotes it ("more than LAK 39 billion" whole); what the
numbers mean is the business of `qa.facts`. Every repeat in the patterns is bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.types import AnswerType


@dataclass(frozen=True, slots=True)
class Surface:
    """Characters [start, end) of the text searched; `core` is where the hedge ends."""

    start: int
    end: int
    type: AnswerType
    core: int


_SMALL = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_BIG = "hundred|thousand|million|billion|trillion|dozen"
_SCALE = (
    r"(?:hundred|thousand|million|billion|trillion|mln|bln|mn|bn|tn|lakh|crore|[mk](?![a-z²³]))"
)
_PLAIN = r"[-+−]?\d{1,18}(?:[.,]\d{1,18}){0,6}"
_DIGITS = rf"(?<![\w.,]){_PLAIN}"
_SPELLED = (
    rf"(?:(?:an?|several|a\sfew)\s(?:{_BIG})s?|(?:{_SMALL}|{_BIG})"
    rf"(?:[\s-](?:and\s)?(?:{_SMALL}|{_BIG})){{0,6}}|hundreds|thousands|millions|billions|dozens)"
    r"(?![\w-])"
)
_NUMBER = rf"(?:{_DIGITS}(?:[\s-]?{_SCALE}(?!\w)){{0,2}}|\b{_SPELLED})"
_AMOUNT = rf"{_PLAIN}(?:[\s-]?{_SCALE}(?!\w)){{0,2}}"
_CODES = (
    "USD|EUR|GBP|JPY|CNY|RMB|THB|VND|LAK|KHR|MMK|SGD|MYR|IDR|PHP|INR|KRW|AUD|NZD|CAD|CHF|RUB|"
    "HKD|TWD|BRL|ZAR|SEK|NOK|DKK|PLN|TRY|MXN|Rs"
)
_PREFIX = rf"(?:\b(?:{_CODES})\.?\s?|\b[A-Z]{{0,3}}[$€£¥₭฿₹₫]\s?|[$€£¥₭฿₹₫]\s?)"
_NAMED = (
    r"(?:(?:US|U\.S\.|American|Canadian|Australian|Lao|Thai|Hong\sKong|Singapore)\s)?"
    r"(?:dollars?|dlrs?|cents?|euros?|pounds?(?:\ssterling)?|stg|yen|yuan|renminbi|kip|baht|dong|"
    r"riel|kyat|ringgit|rupiah|pesos?|rupees?|won|roubles?|rubles?|francs?|marks?|crowns?|"
    rf"kroner|kronor|lira|rand|{_CODES})(?!\w)"
)
_HEDGE = (
    r"(?:\b(?:more\sthan|less\sthan|fewer\sthan|no\s(?:more|less|fewer)\sthan|not\smore\sthan|"
    r"(?:slightly|well|just|a\slittle)\s(?:over|under|above|below|more\sthan|less\sthan)|over|"
    r"under|nearly|almost|about|around|approximately|approx\.?|roughly|at\sleast|at\smost|up\sto|"
    r"as\s(?:many|much|few|little)\sas|close\sto|an\sestimated|estimated|some|above|below|"
    r"exceeding|only|circa|c\.)\s|[~≈<>≤≥]\s?)"
)
_JOIN = r"(?:\s?[-–—]\s?|\sto\s|\sand\s|\sor\s)"
_UNIT = (
    r"(?:(?:square|cubic|sq\.?|cu\.?)\s(?:kilomet(?:re|er)s?|met(?:re|er)s?|miles?|feet|foot|"
    r"yards?|inch(?:es)?|km|m|cm|ft|mi)|(?:kilo|centi|milli|micro|nano)?met(?:re|er)s?"
    r"(?:\ssquared|\scubed)?|hectares?|acres?|rai|miles?|feet|foot|inch(?:es)?|yards?|"
    r"(?:metric\s|short\s|long\s)?tons?|tonnes?|(?:kilo|milli|micro)?grams?|kilos?|lbs?|"
    r"ounces?|litres?|liters?|gallons?|barrels?|bushels?|bales?|bpd|"
    r"(?:kilo|mega|giga|tera)?watts?(?:[\s-]hours?)?|volts?|amps?|hertz|joules?|calories|"
    r"degrees?(?:\s(?:Celsius|Fahrenheit|[CF]\b))?|°\s?[CFK]?|knots|mph|bytes?|"
    r"(?:[kmcµn]m|ha|[km]?g|kg|mt|[kMGT]Wh?|[kMGT]Hz|[kMGT]B|ml|l|ft|°[CF]|m[23²³]|km[2²])"
    r"(?:/(?:h|s|l|kg|day|year))?(?![\w]))"
)
_RATE = (
    r"(?:\s(?:per|an?|each)\s(?:year|month|week|day|hour|minute|second|capita|person|annum)"
    r"|\sannually)?"
)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
)
_YEAR = r"(?:1[0-9]|20)\d{2}(?![\d,.]*\d|%)"
_DAY = r"\b(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_TIME = r"(?:second|minute|hour|day|night|week|month|quarter|season|year|decade|centur(?:y|ie))s?"
_ORDER = (
    r"(?i:first|second|third|fourth|last|past|next|previous|coming|following|final|same|current|"
    r"early|late)"
)
_DATE = (
    r"(?:\b(?i:early|mid|late)[\s-])?(?:"
    rf"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s)?{_DAY}(?:\sof)?\s{_MONTH}(?:,?\s{_YEAR})?"
    rf"|\b{_MONTH}\s{_DAY}(?!\d)(?:,?\s{_YEAR})?|\b{_MONTH},?\s(?:of\s)?{_YEAR}"
    r"|(?<![\d:])\d{1,2}:\d{2}(?![\d:])(?:\s?[ap]\.?m\b\.?)?|(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)|(?<!\d)\d{1,2}[/.]\d{1,2}[/.]\d{4}(?!\d)"
    rf"|(?<![\w.,$€£-]){_YEAR}(?!\w)(?:\s(?:AD|BC|BCE|CE)\b)?"
    r"|\b(?:January|February|April|June|July|August|September|October|November|December)\b)"
)
_PERIOD = (
    rf"(?:(?i:\bbetween\s|\bfrom\s)?(?<![\d-]){_YEAR}(?:\s?[-–/]\s?(?:{_YEAR}|\d{{2}}(?![\d-]))"
    rf"|\s(?:to|and|until)\s{_YEAR})(?:\s(?:period|season|fiscal\syear))?"
    rf"|\b(?i:the\s)?{_ORDER}\s(?:(?:{_SMALL}|\d{{1,3}})\s)?(?:half|{_TIME})\b"
    rf"(?:\sof\s(?:(?:this|last|the|next)\s(?:(?:fiscal|same)\s)?(?:year|century|month)|{_YEAR}))?"
    r"|\b(?i:this|last|next)\s(?:(?:fiscal|financial)\s)?(?:year|month|week|quarter|century|decade)\b"
    r"|\b(?i:the\s)?(?:(?i:early|mid|late)[\s-])?(?:1[0-9]|20)\d0s\b"
    r"|\b(?i:the\s)?(?:(?i:early|mid|late)[\s-])?\d{1,2}(?:st|nd|rd|th)[\s-]century\b"
    rf"|\bQ[1-4]\s{_YEAR}|\b{_MONTH}(?:\sto\s|\s?[-–]\s?|\sthrough\s){_MONTH}(?:\s{_YEAR})?"
    rf"|{_NUMBER}(?:{_JOIN}{_NUMBER})?[\s-](?:more\s)?{_TIME}\b)"
)
_PERCENT = r"(?:\s?%|[\s-]?per\s?cent(?!\w)|[\s-]?pct(?!\w)|\spercentage\spoints?|\sbasis\spoints?)"

# In this order: an earlier kind keeps its characters, a later one may not overlap it.
_PATTERNS: tuple[tuple[AnswerType, re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (kind, re.compile(gate, flags), re.compile(pattern, flags))
    for kind, gate, pattern, flags in (
        (
            AnswerType.MONEY,
            rf"[$€£¥₭฿₹₫]|\b(?:{_CODES})(?![a-z])|[\s-]{_NAMED}",
            (
                rf"(?:{_PREFIX}{_AMOUNT}(?:{_JOIN}(?:{_PREFIX}{_AMOUNT}|{_NUMBER}))?"
                rf"(?![%])|{_NUMBER}(?:{_JOIN}{_NUMBER})?[\s-]{_NAMED}){_RATE}"
            ),
            0,
        ),
        (
            AnswerType.PERCENT,
            r"%|cent|pct|points?\b",
            rf"{_NUMBER}(?:{_PERCENT})?(?:{_JOIN}{_NUMBER})?{_PERCENT}",
            re.I,
        ),
        (
            AnswerType.PERIOD,
            rf"\b(?:{_ORDER}|[Tt]his|Q[1-4])\s|{_TIME}\b|\d{{4}}\s?[-–/tau]|0s\b|{_MONTH}",
            _PERIOD,
            0,
        ),
        (AnswerType.DATE, rf"\d{{4}}|\d:\d\d|{_MONTH}", _DATE, 0),
        (
            AnswerType.QUANTITY,
            rf"[\s\d-]{_UNIT}",
            rf"{_NUMBER}(?:{_JOIN}{_NUMBER})?[\s-]?{_UNIT}(?!\w){_RATE}",
            0,
        ),
        (AnswerType.COUNT, "", rf"{_NUMBER}(?:{_JOIN}{_NUMBER})?", re.I),
    )
)
_HEDGED = re.compile(rf"{_HEDGE}\Z", re.I)
_LONGEST_HEDGE = 24
_HAS_NUMBER = re.compile(
    rf"\d|\b(?:{_SMALL}|{_BIG})s?\b|\b{_ORDER}\b|\b(?:this|last|next)\s|\b{_MONTH}", re.I
)


def find_surfaces(text: str) -> tuple[Surface, ...]:
    """Return the typed surfaces of one sentence in order, without overlap.

    "worth more than LAK 39 billion" → MONEY [6, 30), core at 16.
    """
    if not text or not _HAS_NUMBER.search(text):
        return ()
    found: list[Surface] = []
    taken = bytearray(len(text))
    for kind, gate, pattern in _PATTERNS:
        if not gate.search(text):
            continue
        for match in pattern.finditer(text):
            core, end = match.span()
            if any(taken[core:end]):
                continue
            hedge = _HEDGED.search(text, max(0, core - _LONGEST_HEDGE), core)
            start = hedge.start() if hedge and not any(taken[hedge.start() : core]) else core
            taken[start:end] = b"\1" * (end - start)
            found.append(Surface(start, end, kind, core))
    return tuple(sorted(found, key=lambda surface: surface.start))
