"""A question as words with their places, and the names among them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from qa.dialogue.nouns import MEASURES, ROLES
from qa.dialogue.verbs import is_finite
from qa.reader.names import name_kind
from qa.reader.words import FUNCTION_WORDS, MONTHS, NUMBER_WORDS, Line, word_set

#: Characters of a text that are looked at; longer questions stand on their own.
LONGEST = 1_000
_WORD = re.compile(r"\d[\d.,:]*\d%?|\w+(?:[-’'.]\w+)*[’']?(?=\W|$)|\w+|[^\w\s]")
#: Words of grammar; "mine" is left out, which documents say of pits.
SMALL_WORDS = FUNCTION_WORDS - {"mine"}
_INSIDE_NAMES = word_set("of and for the de du von van al")
_ORGANISATION_HEADS = word_set(
    "ministry department bank chamber association university institute office bureau house "
    "council committee union organisation organization agency republic university school"
)
_COUNTRIES = word_set(
    "laos thailand vietnam china japan india cambodia myanmar russia indonesia malaysia singapore "
    "korea germany france belgium italy spain britain england canada australia brazil mexico "
    "america usa uk eu europe taiwan philippines pakistan turkey iran iraq israel egypt poland "
    "ukraine sweden norway finland denmark netherlands switzerland austria argentina chile peru "
    "nigeria kenya ghana ethiopia morocco greece portugal ireland scotland nepal bangladesh "
    "hungary bulgaria romania serbia croatia slovenia slovakia czechia estonia latvia lithuania "
    "iceland luxembourg malta cyprus albania belarus moldova georgia armenia azerbaijan kazakhstan "
    "uzbekistan mongolia afghanistan syria lebanon jordan qatar kuwait oman yemen algeria tunisia "
    "libya sudan somalia uganda tanzania rwanda zambia zimbabwe mozambique angola namibia botswana "
    "senegal mali niger cameroon congo madagascar bolivia ecuador colombia venezuela uruguay "
    "paraguay cuba jamaica haiti panama honduras guatemala nicaragua africa asia fiji wales bhutan"
)


#: Country names by their lower-case form, but for those that are everyday words as well.
_NATIONS = {
    name: name.upper() if len(name) < 4 else name.title()
    for name in sorted(_COUNTRIES - {"turkey", "china", "us"})
}


@dataclass(frozen=True, slots=True)
class Word:
    """One word or sign of a text, at [start, end)."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        return self.text.lower().replace("’", "'")

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_sign(self) -> bool:
        return not self.text[0].isalnum()


def words_of(text: str) -> tuple[Word, ...]:
    """ "Sekong's 29." → Sekong's · 29 · ."""
    return tuple(Word(m.group(), m.start(), m.end()) for m in _WORD.finditer(text[:LONGEST]))


@dataclass(frozen=True, slots=True)
class Name:
    """A named thing at the words [first, last) of a text; `kind` is person, org, place,
    country or name (not known). A possessive ending is not part of `text`."""

    text: str
    kind: str
    first: int
    last: int
    possessive: bool = False


def plain(word: str) -> str:
    """Without a possessive ending."""
    return re.sub(r"[’']s?$", "", word)


def names_in(words: tuple[Word, ...], known: dict[str, str] | None = None) -> tuple[Name, ...]:
    """Capitalised runs, and lower-case words that `known` has as a name, left to right."""
    found: list[Name] = []
    at = 0
    while at < len(words):
        end = _run_end(words, at)
        if end == at and known:
            end = _known_end(words, at, known)
        if end == at:
            at += 1
            continue
        found.append(_name(words, at, end, known or {}))
        at = end
    return tuple(found)


def _run_end(words: tuple[Word, ...], at: int) -> int:
    """One past the last word of the name that starts at `at`; `at` itself when none does."""
    if not _can_start(words, at):
        return at
    end = at + 1
    while end < len(words) and not words[end - 1].text.endswith(("'s", "’s", "'", "’")):
        if words[end].is_capital or (words[end].text.isdigit() and len(words[end].text) < 3):
            end += 1
        elif _links(words, at, end):
            end += 2
        else:
            break
    return end


def _can_start(words: tuple[Word, ...], at: int) -> bool:
    word = words[at]
    if word.text == "The" and 0 < at < len(words) - 1 and words[at - 1].text not in ".?!":
        return words[at + 1].is_capital
    if not word.is_capital or word.lower in FUNCTION_WORDS or word.lower in MONTHS:
        return False
    opening = at == 0 or words[at - 1].text in (".", "?", "!")
    following = words[at + 1] if at + 1 < len(words) else None
    in_run = following is not None and following.is_capital
    everyday = is_finite(word.lower) or word.lower in MEASURES | ROLES | NUMBER_WORDS
    return not (opening and not in_run and everyday)


def _links(words: tuple[Word, ...], first: int, at: int) -> bool:
    """ "Ministry of Industry *and* Commerce": a small word inside a name of an organisation."""
    if words[at].lower not in _INSIDE_NAMES or at + 1 >= len(words):
        return False
    inside = any(word.lower in _ORGANISATION_HEADS for word in words[first:at])
    event = words[at].lower == "of" and not any(word.lower in ROLES for word in words[first:at])
    return (inside or event) and words[at + 1].is_capital


def _known_end(words: tuple[Word, ...], at: int, known: dict[str, str]) -> int:
    for end in range(min(len(words), at + 5), at, -1):
        if plain(" ".join(word.lower for word in words[at:end])) in known:
            return end
    return at


def _name(words: tuple[Word, ...], first: int, last: int, known: dict[str, str]) -> Name:
    text = " ".join(word.text for word in words[first:last])
    bare = plain(text)
    bare = known.get(bare.lower(), bare) if bare.islower() else bare
    return Name(bare, kind_of(bare), first, last, bare.lower() != text.lower())


def kind_of(name: str) -> str:
    """ "Ministry of Trade" → org, "Bokeo Province" → place, "Mr Khamphone" → person."""
    if name.lower().removeprefix("the ") in _COUNTRIES:
        return "country"
    line = Line.of(name.title() if name.islower() else name)
    if any(low in _ORGANISATION_HEADS for low in line.lowers):
        return "org"
    kind = name_kind(line, 0, len(line))
    return kind if kind in ("person", "org", "place") else "name"


def vocabulary(texts: Iterable[str]) -> dict[str, str]:
    """Names of the texts by their lower-case form: what a name typed in lower case may mean."""
    found = dict(_NATIONS)
    for text in texts:
        words = words_of(text)
        for name in names_in(words):
            alone = name.last - name.first == 1
            opening = name.first == 0 or words[name.first - 1].text in ".?!"
            if len(name.text) > 2 and not (alone and opening):
                found.setdefault(name.text.lower(), name.text)
                _add_parts(found, name.text)
    return found


def _add_parts(found: dict[str, str], name: str) -> None:
    """ "Sekong Province" is also called "Sekong"."""
    parts = name.split()
    if len(parts) == 2 and kind_of(name) == "place" and len(parts[0]) > 3:
        found.setdefault(parts[0].lower(), parts[0])
