"""Atoms: a numeral with its currency, unit, hedge and sign, before neighbours are joined."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from qa.facts import currencies, hedges, numbers, scan, tail, units
from qa.facts.hedges import Bound
from qa.facts.interval import EXACT
from qa.facts.quantity import DIMENSION_KINDS, Kind, Part
from qa.facts.scan import Found
from qa.facts.units import Unit

#: What is no quantity whatever it looks like: addresses, phones, clock times, versions.
_MASK = re.compile(
    r"https?://\S+|www\.\S+|\S{1,64}@\S{1,255}"
    r"|\+[0-9][0-9 ()./-]{6,24}[0-9]|\(0[0-9]{1,4}\) ?[0-9 -]{5,16}[0-9]"
    r"|(?<![\w.,$€£])(?:tel|phone|fax)[.:]? ?[0-9][0-9 -]{4,20}"
    r"|(?<![\w.,$€£-])[0-9]{1,6}(?:-[0-9]{1,8}){2,5}(?![\w])"
    r"|(?<![\w.,])[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?(?:am|pm|a\.m\.?|p\.m\.?|hrs?|gmt))?(?![0-9])"
    r"|(?<![\w.,$€£])[0-9]{1,2}(?:\.[0-5][0-9])? ?(?:am|pm|a\.m\.?|p\.m\.?|o'clock|hrs gmt)(?![a-z])"
    r"|(?<=at )[0-9]{1,2}\.[0-5][0-9](?= (?:on|in the|local|this|gmt|hours)|[,.]? ?$)"
    r"|(?<![\w.,$€£])[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}(?![\w/])"
    r"|(?<![\w.,])(?![0-9]{1,3}(?:\.[0-9]{3}){2,}(?![0-9.]))v?[0-9]{1,4}(?:\.[0-9]{1,4}){2,5}(?![\w])"
    r"|(?<=version )[0-9]{1,4}(?:\.[0-9]{1,4}){1,5}"
)
_MASK_HINT = re.compile(
    r"[:@/]|www|[0-9] ?[ap]\.?m|-[0-9]+-|o'clock|[0-9]\.[0-9]+\.[0-9]|\+[0-9]|\(0|(?:tel|phone|fax|at|version)\.? [0-9]"
)
_IDENTIFIER_WORDS = frozenset(
    "no no. nos. road route highway article section chapter decree resolution room flight page "
    "pages table figure fig. version line act order boeing airbus channel covid covid- phone tel "
    "tel. fax chapter clause annex appendix paragraph block lot gate platform box unit-no bus "
    "exit district-no decision circular notice directive regulation psalm track apollo sputnik "
    "windows ps formula zip postcode code serial nr nr. art. sec. p. pp. vol. type class grade "
    "phase stage step level round day part episode season verse rule paragraph question world "
    "series model iso top option lane wave group category kilo-".split()
)
_LETTERS_AFTER = re.compile(r"[a-z]")
_LAST_WORD = re.compile(r"[^\s(\"'“‘\[—]*$")
_SYMBOLS = re.compile(r"(?:[<>=≤≥≈~]|< =|> =)\s*$")
_RANK = re.compile(
    r"(?:ranks?|ranked|ranking|placed?|finished|came|positioned|stood)(?: at| as| in)?(?: the| number"
    r"| no\.?)? $"
)
_SUPERLATIVE = re.compile(
    r"[- ](?:largest|biggest|highest|lowest|smallest|most|busiest|longest|tallest|richest|poorest|"
    r"oldest|leading|fastest|best|worst|top|greatest|main|major|ranked|largest-)\b"
)
_COMPARED_RANK = re.compile(r"(?:between the|than the|between the [a-z0-9]+ and the) $")
_SCALED_BEFORE = re.compile(r"[0-9][a-z]{1,3}$")  # "5k-20k", "10kg-15kg"
_RANK_AFTER = re.compile(r"(?: place| position| rank)\b")


@dataclass(slots=True)
class Atom:
    """A number on its way to a Quantity; spans are offsets into the folded text."""

    start: int
    end: int
    found: Found
    hedge_start: int
    bound: Bound = Bound.EXACT
    kind: Kind = Kind.COUNT
    unit: Unit | None = None
    candidates: tuple[Unit, ...] = ()
    codes: tuple[str, ...] = ()
    per: str | None = None
    parts: list[Part] = field(default_factory=list)
    high: Found | None = None
    whole: Decimal | None = None
    twin: tuple[int, int] | None = None
    after: int = 0

    @property
    def nominal(self) -> Decimal | None:
        return self.found.numeral.value if self.found.numeral else None


def masked(low: str) -> list[tuple[int, int]]:
    """Spans of addresses, phone numbers, times and versions."""
    if not _MASK_HINT.search(low):
        return []
    return [match.span() for match in _MASK.finditer(low)]


def find_atoms(
    low: str, text: str, taken: list[tuple[int, int]], *, words: bool = True
) -> list[Atom]:
    """Every numeral outside the `taken` spans (in order), with what stands directly around it.

    `words` false says that the text has no number words, which saves looking for them.
    """
    pattern = scan.START if words else scan.START_DIGITS
    atoms: list[Atom] = []
    position, index, floor = 0, 0, 0
    while match := pattern.search(low, position):
        start, end = match.span()
        while index < len(taken) and taken[index][1] <= start:
            floor = max(floor, taken[index][1])
            index += 1
        if index < len(taken) and taken[index][0] < end:
            position = max(taken[index][1], start + 1)
            continue
        before = currency_before(low, text, start)
        if before is not None and before[0] < floor:
            before = None  # it is the unit of the number before
        found = scan.read_numeral(low, text, match, money=before is not None)
        atom = _atom(low, text, found, (before, floor)) if found is not None else None
        position = max(end, found.end if found else 0, atom.end if atom else 0)
        if atom is not None:
            atoms.append(atom)
            floor = atom.end
    return atoms


_CODES = frozenset(
    "usd eur gbp lak thb vnd inr rmb cny jpy aud cad hkd sgd nzd mxn chf khr mmk idr myr krw twd "
    "sek nok dkk rub zar brl meur musd mgbp maud mcad mjpy btc pkr bdt lkr aed".split()
)
#: Codes with an M for million: "30 MUSD".
_MILLIONS = frozenset({"musd", "meur", "mgbp", "maud", "mcad", "mjpy", "mchf"})
_MILLION = Decimal(10) ** 6
_UPPER_ONLY = frozenset(
    {"php", "cop", "pen", "egp", "sar", "clp", "pln", "ars", "ils", "npr", "dem"}
)
_WORDS_BEFORE = frozenset({"dollar", "rs", "rs.", "rm", "rp", "sen", "stg"})
_SYMBOL = re.compile(
    r"(?:(?:u\.s\.?|us|usd|a|au|aud|c|ca|can|cad|hk|h\.k\.|s|nz|nzd|nt|mex|mxn|r|cn|gb) ?)?[$¥£]$"
    r"|[€₭฿₫₽₹₩₪₿₡₾₺₱₴₦៛₮৳元]$"
)


def currency_before(low: str, text: str, start: int) -> tuple[int, str] | None:
    """Where the currency that stands before `start` begins, and its name; None without one."""
    end = start
    if end > 1 and low[end - 1] in "-−" and low[end - 2] in "$€£¥":
        end -= 1
    if end and low[end - 1] in " \u00a0":
        end -= 1
    if not end:
        return None
    last = low[end - 1]
    if last.isalpha() and last.isascii() or last == ".":
        word_match = _LAST_WORD.search(low, max(0, end - 8), end)
        word = word_match.group() if word_match else ""
        begin = end - len(word)
        if word in _CODES or word in _WORDS_BEFORE:
            return begin, word
        if word in _UPPER_ONLY and text[begin:end].isupper():
            return begin, word
        return None
    if last in "-0123456789 ,%)":
        return None
    match = _SYMBOL.search(low, max(0, end - 7), end)
    if match is None:
        return None
    begin = match.start()
    name = match.group()
    if name[0].isalpha() and name[0].isascii():
        if begin and low[begin - 1].isalnum():
            begin, name = end - 1, name[-1]
        elif " " in name and name.split()[0] in {"a", "s", "r"}:
            begin, name = end - 1, name[-1]
    return begin, name


def _atom(
    low: str, text: str, found: Found, context: tuple[tuple[int, str] | None, int]
) -> Atom | None:
    """The numeral with its surroundings; `context` is the currency before it and where the last
    atom ended, left of which no hedge is looked for."""
    before, floor = context
    if found.kind == "ordinal":
        return _ranked(low, found)
    atom = Atom(found.start, found.end, found, found.start)
    if found.kind == "identifier":
        atom.kind = Kind.IDENTIFIER
        return atom
    if found.kind == "vague":
        atom.bound = Bound.VAGUE
        _read_unit(low, text, atom)
        return atom
    if before is None and found.digits and _is_identifier(low, text, found):
        atom.kind = Kind.IDENTIFIER
        return atom
    atom.parts.append(Part("mantissa", found.start, found.mantissa_end or found.end))
    if found.scaled:
        atom.parts.append(Part("scale", found.mantissa_end, found.end))
    if before is not None and (found.digits or before[1] != "sen"):
        _set_currency(atom, before)
    _read_sign(low, atom, before)
    _read_unit(low, text, atom)
    _read_hedge(low, atom, floor)
    if found.kind == "one" and not _one_counts(low, atom):
        return None
    _settle_kind(low, atom)
    if atom.kind is Kind.COUNT and low.startswith("the two ", max(0, atom.start - 4)):
        return None  # "the two countries" points back; it does not count
    return atom


_ONE_IN = re.compile(r" in (?:[0-9]{1,3}|two|three|four|five|six|seven|eight|nine|ten|twenty)\b")


def _one_counts(low: str, atom: Atom) -> bool:
    """ "one" is a quantity with a unit, a bound or a scale; "one of" and "no one" are not."""
    if _ONE_IN.match(low, atom.end):
        return True
    return (
        bool(atom.candidates or atom.bound is not Bound.EXACT)
        and low[atom.end : atom.end + 4] != " of "
    )


def _ranked(low: str, found: Found) -> Atom | None:
    """An ordinal that ranks something; "first" and "third" elsewhere are no quantities."""
    if not (
        _SUPERLATIVE.match(low, found.end)
        or _RANK.search(low, max(0, found.start - 30), found.start)
        or _RANK_AFTER.match(low, found.end)
        or _COMPARED_RANK.search(low, max(0, found.start - 48), found.start)
    ):
        return None
    atom = Atom(found.start, found.end, found, found.start, kind=Kind.RANK)
    atom.parts.append(Part("mantissa", found.start, found.end))
    _read_hedge(low, atom, 0)
    return atom


def _is_identifier(low: str, text: str, found: Found) -> bool:
    """Whether digits belong to a name or number of something: "COVID-19", "Road 13", "737s"."""
    start = found.start
    last = low[start - 1 : start]
    if last and (last.isalpha() or last in "_#@&\\") and last not in "x×":
        return True
    if last == "-" and start > 1 and (low[start - 2].isalpha() or low[start - 2].isdigit()):
        return low[start - 2].isalpha() and not _SCALED_BEFORE.search(
            low, max(0, start - 9), start - 1
        )
    if found.scaled or found.kind == "share":
        return False
    if _LETTERS_AFTER.match(low, found.end):
        return tail.read_tail(low, text, found.end, size=0) is None
    if last == " ":
        word = low[max(0, start - 14) : start - 1].rpartition(" ")[2].lstrip("(")
        if word in _IDENTIFIER_WORDS:
            return tail.read_tail(low, text, found.end, size=0) is None
    return False


def _set_currency(atom: Atom, before: tuple[int, str]) -> None:
    begin, name = before
    found = currencies.currency_candidates(name.replace(" $", "$") if name != "u.s. $" else "us$")
    if found is None:
        return
    atom.codes, atom.unit = found
    atom.candidates = (atom.unit,)
    atom.kind = Kind.MONEY
    atom.start = atom.hedge_start = begin
    atom.parts.append(Part("currency", begin, begin + len(name)))
    if name in _MILLIONS and atom.found.numeral:
        atom.found.numeral = atom.found.numeral.scaled(_MILLION)


def _read_sign(low: str, atom: Atom, currency: tuple[int, str] | None) -> None:
    """Turn the number when a minus of any kind, "minus" or "negative" stands before it."""
    found = atom.found
    if found.numeral is None:
        return
    if currency is not None and low[found.start - 1] in "-−":
        found.numeral = found.numeral.negated()
        return
    start = atom.start
    sign = low[start - 1 : start] if start else ""
    word = ""
    if sign == " ":
        word = low[max(0, start - 10) : start - 1].rpartition(" ")[2]
    if word in {"minus", "negative"}:
        atom.start = atom.hedge_start = start - len(word) - 1
        found.numeral = found.numeral.negated()
    elif sign == "−" or (sign in {"-", "–"} and _is_minus(low, atom)):
        atom.start = atom.hedge_start = start - 1
        found.numeral = found.numeral.negated()


def _is_minus(low: str, atom: Atom) -> bool:
    """Whether the dash before a number is its sign: after a blank or an opening, before a digit."""
    before = low[max(0, atom.start - 3) : atom.start - 1]
    if not (atom.found.digits or atom.codes):
        return False
    return (
        not before
        or before[-1] in "(=<>[/"
        or (before[-1] == " " and not before[0].isdigit() or before == " ")
    )


def _read_unit(low: str, text: str, atom: Atom) -> None:
    found = atom.found
    size = int(abs(found.numeral.value)) if found.numeral else 0
    read = tail.read_tail(low, text, atom.end, size=size)
    per_from = atom.end
    if read is not None and not (atom.kind is Kind.MONEY and not read.codes):
        if atom.kind is Kind.MONEY:  # "$10 dollars", "USD 5 m"
            if not set(read.codes) & set(atom.codes) or read.start == read.end:
                read = None
        if read is not None:
            _take_unit(atom, read, low)
            per_from = atom.end
    if (atom.unit is not None or found.digits or found.scaled) and per_from < len(low):
        _read_per(low, atom, per_from)


def _take_unit(atom: Atom, read: tail.Tail, low: str) -> None:
    found = atom.found
    units_read = read.candidates
    mass = [unit for unit in units_read if unit.dimension != "money"]
    if read.codes and mass:  # pounds
        weighs = re.search(
            r"\b(?:weigh\w*|mass|heavy|kg|kilograms?|ounces?|baby|fat|meat|catch|body)\b",
            low[max(0, read.start - 100) : read.end + 60],
        )
        if weighs or not (found.scaled and found.numeral and found.numeral.value >= 10**6):
            units_read = (*mass, *(unit for unit in units_read if unit.dimension == "money"))
        else:
            units_read = (*(unit for unit in units_read if unit.dimension == "money"), *mass)
    if units_read[0].dimension == "money":
        atom.kind = Kind.MONEY
    if not (atom.codes and read.codes):
        atom.unit, atom.candidates = units_read[0], units_read
    if read.codes and not atom.codes:
        atom.codes = read.codes
    atom.parts.append(Part("unit", read.start, read.end))
    atom.end = read.end
    _after_unit(low, atom, low[read.start : read.end])


_LATE_SCALE = re.compile(r" (thousand|million|mln|billion|bln|trillion|crore|lakh)(?![a-z])")
_INCHES = re.compile(r" (?:and )?([0-9]{1,2}(?:\.[0-9]{1,3})?) ?in(?![a-z])(?! (?:the|a|[0-9]))")
_WARM = re.compile(r"\b(?:temperatures?|hot|cold|heat|weather|celsius|warm|fever)\b")


def _after_unit(low: str, atom: Atom, name: str) -> None:
    """What a unit may still bring: "75 USD million", "30 MUSD", "5 ft 2 in", "24 degrees"."""
    found = atom.found
    if atom.kind is Kind.MONEY and found.numeral is not None and not found.scaled:
        late = _LATE_SCALE.match(low, atom.end)
        if name in _MILLIONS:
            found.numeral, found.scaled = found.numeral.scaled(_MILLION), True
        elif late is not None:
            scale = numbers.SUFFIXES[late[1]]
            found.numeral, found.scaled = found.numeral.scaled(scale), True
            atom.parts.append(Part("scale", late.start(1), late.end(1)))
            atom.end = late.end()
    elif atom.unit is not None and atom.unit.id == "ft":
        inches = _INCHES.match(low, atom.end)
        if inches is not None:
            add_values(found, EXACT.divide(Decimal(inches[1]), Decimal(12)))
            atom.end = inches.end()
    elif (
        atom.unit is not None
        and atom.unit.id == "deg"
        and _WARM.search(low, max(0, atom.start - 80), atom.end + 40)
    ):
        atom.candidates = (units.unit_by_id("degC"), units.unit_by_id("degF"))
        atom.unit = atom.candidates[0]


def _read_per(low: str, atom: Atom, start: int) -> None:
    read = tail.read_per(low, start)
    if read is None:
        if atom.unit is not None and atom.unit.dimension not in {"percent", "duration", "calendar"}:
            atom.per = tail.read_later_per(low, start)
        return
    what, end = read
    fast = tail.speed(atom.unit, what) if atom.unit else None
    atom.parts.append(Part("per", start, end))
    if fast is not None:
        atom.unit, atom.candidates = fast, (fast,)
        atom.end = end
    else:
        atom.per = what


def _read_hedge(low: str, atom: Atom, floor: int) -> None:
    start = atom.start
    symbol = _SYMBOLS.search(low, max(floor, start - 4), start)
    if symbol is not None:
        _symbol_hedge(low, atom, symbol)
    else:
        _word_hedge(low, atom, floor)
    after = hedges.AFTER.match(low, atom.end)
    if after is not None:
        _after_hedge(atom, after, low)


def _symbol_hedge(low: str, atom: Atom, symbol: re.Match[str]) -> None:
    begin = symbol.start()
    while begin and low[begin - 1] in "<>= ":
        begin -= 1
    written = low[begin : atom.start].replace(" ", "")
    bound = hedges.BEFORE.get(written)
    if bound is None:
        return
    while low[begin] == " ":
        begin += 1
    atom.bound, atom.hedge_start = bound, begin
    atom.parts.append(Part("hedge", begin, symbol.end()))


_ARTICLE = re.compile(r"\b(?:a|an|the|another|of)\s+$")


def _word_hedge(low: str, atom: Atom, floor: int) -> None:
    start = atom.start
    window = low[max(floor, start - 40) : start].rstrip()
    words = window.split()[-hedges.MAX_WORDS :]
    if not words:
        return
    if (
        words[-1] == "the"
        and atom.kind is not Kind.MONEY
        and atom.unit is not None
        and (atom.unit.dimension in {"duration", "calendar"})
    ):
        return  # "over the six months" is a stretch of time, no bound
    if words[-1] in {"a", "an", "the", "another"} and len(words) > 1:
        window = window[: -len(words[-1])].rstrip()
        words = words[:-1]
    for count in range(len(words), 0, -1):
        phrase = " ".join(words[-count:]).lstrip("(\"'“—,")
        bound = hedges.BEFORE.get(phrase)
        if bound is None:
            continue
        base = max(floor, start - 40)
        begin = (
            base + window.rfind(words[-count].lstrip("(\"'“—,"), 0, len(window))
            if count == 1
            else (base + len(window) - len(phrase))
        )
        if phrase == "some" or phrase in {"under", "over", "above", "past", "near", "just", "only"}:
            if atom.kind is Kind.IDENTIFIER:
                return
        if low[max(0, begin - 4) : begin] == "not " and bound in hedges.OPPOSITE:
            bound, begin = hedges.OPPOSITE[bound], begin - 4
        atom.bound, atom.hedge_start = bound, begin
        atom.parts.append(Part("hedge", begin, begin + len(phrase)))
        return


def _after_hedge(atom: Atom, after: re.Match[str], low: str) -> None:
    if after["equal"]:
        loosened = {Bound.GT: Bound.GE, Bound.LT: Bound.LE}
        if atom.bound not in loosened:
            return
        atom.bound = loosened[atom.bound]
    elif after["approx"]:
        if atom.bound is not Bound.EXACT:
            return
        atom.bound = Bound.APPROX
    else:
        if after.group().strip() == "plus" and low[after.end() : after.end() + 1] == " ":
            return
        atom.bound = Bound.GE if after["ge"] else Bound.LE
    atom.parts.append(Part("hedge", after.start(), after.end()))
    atom.after = after.end()


def _settle_kind(low: str, atom: Atom) -> None:
    found = atom.found
    if atom.unit is not None and atom.kind is not Kind.MONEY:
        atom.kind = DIMENSION_KINDS[atom.unit.dimension]
    elif found.kind == "multiple":
        atom.kind = Kind.MULTIPLE
    elif found.kind == "share" and atom.unit is None:
        atom.kind, atom.whole = Kind.SHARE, found.whole
    elif atom.unit is None:
        if _RANK.search(low, max(0, atom.start - 30), atom.start) and found.digits:
            atom.kind = Kind.RANK
        elif _is_among(low, atom):
            atom.kind, atom.bound = Kind.RANK, Bound.LE
        else:
            _dotted_thousands(low, atom)
            _times(low, atom)


_AMONG = re.compile(r"\b(?:among|one of|in|within)(?: \w+['’]?s?)? (?:the |its |their )?(?:top )?$")


def _is_among(low: str, atom: Atom) -> bool:
    """ "among the ten largest", "in the top 10": a rank of at most that."""
    before = low[max(0, atom.start - 30) : atom.start]
    if before.endswith("top "):
        return True
    return _SUPERLATIVE.match(low, atom.end) is not None and _AMONG.search(before) is not None


_DOTTED = re.compile(r"[0-9]{1,3}\.000")


def _dotted_thousands(low: str, atom: Atom) -> None:
    """ "550.000 residents": nobody counts to three zero decimals, so the dot groups thousands."""
    found = atom.found
    if found.digits and found.numeral and _DOTTED.fullmatch(low, found.start, found.end):
        found.numeral = found.numeral.scaled(Decimal(1000))
        atom.found.numeral = numbers.Numeral(
            found.numeral.value, Decimal(1), max(found.numeral.round_unit, Decimal(1000))
        )


_TIMES = re.compile(
    r"[ -](?P<times>times|fold)\b(?P<than>(?: as)? (?:more|higher|larger|greater|bigger|the|as|less|"
    r"that|its|what)\b)?"
)


def _times(low: str, atom: Atom) -> None:
    """ "three times more" is a multiple; "called 3 times" is a count."""
    match = _TIMES.match(low, atom.end)
    if match is not None and (match["than"] or match["times"] == "fold"):
        atom.kind = Kind.MULTIPLE
        atom.parts.append(Part("unit", match.start("times"), match.end("times")))
        atom.end = match.end("times")


def add_values(first: Found, second: Decimal) -> None:
    """Add the smaller part of a compound ("5 ft 2 in") to the first numeral."""
    if first.numeral is not None:
        step = first.numeral.step
        value = EXACT.add(first.numeral.value, second)
        first.numeral = numbers.Numeral(value, min(step, Decimal("0.01")), Decimal("0.01"))
