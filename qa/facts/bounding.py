"""Reading the bound words and signs around a number."""

from __future__ import annotations

import re

from qa.facts import hedges
from qa.facts.atom import Atom
from qa.facts.hedges import Bound
from qa.facts.quantity import Kind, Part

_SYMBOLS = re.compile(r"(?:[<>=≤≥≈~]|< =|> =)\s*$")


def read_hedge(low: str, atom: Atom, floor: int) -> None:
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
