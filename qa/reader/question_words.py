"""What the head noun of a question says about its answer: "which *province*" asks for a place."""

from __future__ import annotations

from collections.abc import Collection

from qa.reader.words import stem
from qa.types import AnswerType

#: Types whose answer is a number with what it counts or measures.
AMOUNTS = frozenset({AnswerType.MONEY, AnswerType.PERCENT, AnswerType.COUNT, AnswerType.QUANTITY})
_NOUNS: dict[AnswerType, str] = {
    AnswerType.MONEY: (
        "price cost value worth revenue income profit salary wage budget fund funding loan debt "
        "tax fee fine money dollar kip baht euro yuan yen pound earnings turnover payment "
        "investment expenditure spending deficit surplus gdp currency amount sum valuation "
        "credit aid "
        "grant compensation subsidy donation"
    ),
    AnswerType.PERCENT: (
        "percent percentage share proportion rate ratio fraction portion growth increase decrease "
        "decline rise"
    ),
    AnswerType.COUNT: "number count population total quantity attendance toll",
    AnswerType.QUANTITY: (
        "area size length height width depth weight mass distance speed capacity temperature "
        "volume output age altitude elevation diameter power voltage radius magnitude dosage "
        "dose thickness density frequency tonnage"
    ),
    AnswerType.DATE: "date year day month time deadline birthday anniversary",
    AnswerType.PERIOD: "period duration century decade quarter season era timeframe span",
    AnswerType.PERSON: (
        "person president minister official director leader author writer singer actor actress "
        "king queen governor mayor man woman founder inventor scientist player coach captain "
        "artist composer philosopher emperor prince princess chairman ceo spokesperson son "
        "daughter wife husband father mother brother sister character host politician senator "
        "general architect engineer professor"
    ),
    AnswerType.ORGANISATION: (
        "organisation organization company firm ministry department bank agency university "
        "association group institution institute team party school club corporation operator "
        "developer manufacturer publisher newspaper body authority committee council band army "
        "network channel church museum hospital college league union supplier contractor "
        "office centre center"
    ),
    AnswerType.PLACE: (
        "place country province district city town village region state capital location nation "
        "island river continent county area destination market border port street plateau sea "
        "lake mountain ocean neighbourhood territory venue site headquarters hometown birthplace "
        "origin"
    ),
    AnswerType.REASON: "reason cause purpose motive motivation rationale aim goal objective",
    AnswerType.DEFINITION: "definition meaning",
}
# A noun of two lists keeps the later one, but for an area, which is asked for by its size.
_HEADS: dict[str, AnswerType] = {
    noun: kind for kind, nouns in _NOUNS.items() for noun in nouns.split()
} | {"area": AnswerType.QUANTITY}


def head_type(word: str) -> AnswerType | None:
    """The type that a head noun asks for; the plural counts as its singular.

    By form and not by stem, since "party" and "part" share theirs.
    """
    for ending, singular in (("", ""), ("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(ending):
            known = _HEADS.get(word[: len(word) - len(ending)] + singular)
            if known:
                return known
    irregular = {"people": "person", "men": "man", "women": "woman", "children": "son"}
    return _HEADS.get(irregular.get(word, ""))


#: Units after "how many": the answer is an amount with this unit and not a count of things.
UNIT_TYPES: dict[str, AnswerType] = {
    stem(noun): kind
    for kind, nouns in (
        (
            AnswerType.QUANTITY,
            (
                "hectare acre kilometre kilometer metre meter mile foot feet inch tonne ton "
                "kilogram kilo gram pound litre liter gallon barrel bushel watt megawatt "
                "kilowatt gigawatt degree volt km kg mw gw ha yard ounce"
            ),
        ),
        (AnswerType.MONEY, "dollar kip baht euro yuan yen usd lak dong rupee cent"),
        (AnswerType.PERCENT, "percent percentage"),
        (AnswerType.PERIOD, "year month week day hour minute second decade century"),
    )
    for noun in nouns.split()
}

# The ways in which a text writes a unit that a question names.
_UNIT_WRITINGS = tuple(
    frozenset(writings.split())
    for writings in (
        "dollar dollars usd us$ $ dlr dlrs",
        "kip lak ₭",
        "baht thb ฿",
        "euro euros eur €",
        "yuan renminbi cny rmb",
        "yen jpy ¥",
        "pound pounds gbp £ stg",
        "dong vnd ₫",
        "percent percentage pct %",
        "hectare hectares ha",
        "acre acres",
        "kilometre kilometres kilometer kilometers km km²",
        "metre metres meter meters m m²",
        "mile miles",
        "tonne tonnes ton tons mt",
        "kilogram kilograms kilo kilos kg",
        "megawatt megawatts mw",
        "barrel barrels bpd",
        "litre litres liter liters",
        "year years",
        "month months",
        "week weeks",
        "day days",
        "hour hours",
        "minute minutes",
    )
)


def units_asked(content: Collection[str]) -> tuple[frozenset[str], ...]:
    """The writings of every unit or currency among the question's stems ("kip": kip, LAK, ₭)."""
    return tuple(
        unit
        for unit in _UNIT_WRITINGS
        if any(stem(writing) in content for writing in unit if writing.isalpha())
    )


#: Which other types may answer when the first guess is not to be had, the nearest first.
ALSO_ACCEPTED: dict[AnswerType, tuple[AnswerType, ...]] = {
    AnswerType.MONEY: (AnswerType.QUANTITY, AnswerType.PERCENT, AnswerType.COUNT),
    AnswerType.PERCENT: (AnswerType.COUNT, AnswerType.QUANTITY, AnswerType.MONEY),
    AnswerType.COUNT: (AnswerType.QUANTITY, AnswerType.PERCENT),
    AnswerType.QUANTITY: (AnswerType.COUNT, AnswerType.MONEY, AnswerType.PERIOD),
    AnswerType.DATE: (AnswerType.PERIOD,),
    AnswerType.PERIOD: (AnswerType.DATE, AnswerType.QUANTITY),
    AnswerType.PERSON: (AnswerType.ORGANISATION, AnswerType.PHRASE, AnswerType.PLACE),
    AnswerType.ORGANISATION: (AnswerType.PHRASE, AnswerType.PERSON, AnswerType.PLACE),
    AnswerType.PLACE: (AnswerType.ORGANISATION, AnswerType.PHRASE),
    AnswerType.LIST: (AnswerType.PHRASE, AnswerType.ORGANISATION, AnswerType.PLACE),
    AnswerType.REASON: (AnswerType.PHRASE,),
    AnswerType.DEFINITION: (AnswerType.PHRASE,),
    AnswerType.YES_NO: (),
    AnswerType.PHRASE: tuple(
        kind for kind in AnswerType if kind not in (AnswerType.PHRASE, AnswerType.YES_NO)
    ),
}

#: How a type is called in a reason for not answering.
TYPE_NAMES: dict[AnswerType, str] = {
    AnswerType.MONEY: "an amount of money",
    AnswerType.PERCENT: "a percentage",
    AnswerType.COUNT: "a number",
    AnswerType.QUANTITY: "a quantity with its unit",
    AnswerType.DATE: "a date",
    AnswerType.PERIOD: "a period of time",
    AnswerType.PERSON: "a person",
    AnswerType.ORGANISATION: "an organisation",
    AnswerType.PLACE: "a place",
    AnswerType.LIST: "a list",
    AnswerType.REASON: "a reason",
    AnswerType.DEFINITION: "a definition",
    AnswerType.YES_NO: "a statement that settles it",
    AnswerType.PHRASE: "an answer",
}
