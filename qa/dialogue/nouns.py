"""Nouns that lean: roles, kinds of things, measures and happenings, always of something."""

from __future__ import annotations

from qa.reader.words import word_set

#: Held by one person, of a country or a body by its name.
OFFICES = word_set(
    "director chief head manager minister president chairman chairwoman chair spokesman "
    "spokeswoman spokesperson founder governor leader boss ceo secretary mayor ambassador deputy"
)
#: "the director" is the director of what was spoken of.
ROLES = OFFICES | word_set(
    "owner owners operator founders leaders author editor coach captain partner partners buyer "
    "buyers seller sellers supplier suppliers customer customers investor investors shareholder "
    "shareholders member members worker workers employee employees staff neighbour neighbours "
    "neighbor neighbors resident residents maker makers organiser organisers organizer organizers"
)
#: "the company" is the one spoken of.
ORGANISATIONS = word_set(
    "company firm group bank association ministry cooperative agency organisation organization "
    "business venture chamber department institute university party club council union office "
    "authority corporation enterprise foundation"
)
PLACES = word_set(
    "province country city town district village region state capital island zone area site "
    "county valley port border"
)
THINGS = word_set(
    "project plant mine complex bridge railway dam factory road auction programme program event "
    "seminar report deal agreement law treaty river lake mill school hospital building line "
    "scheme campaign study book film ship storm product service material process meeting plan "
    "case"
)
#: What is measured; a follow-up names another of the same thing.
MEASURES = word_set(
    "price prices cost costs value worth revenue revenues income profit profits salary wage wages "
    "budget loan loans debt debts tax taxes royalty royalties fee turnover investment investments "
    "spending share percentage number total area size length height depth width weight distance "
    "speed capacity temperature volume output age population growth rate export exports import "
    "imports sale sales trade production earnings demand supply deficit surplus consumption staff "
    "workforce shipments losses goods jobs goal goals target targets aim aims result results "
    "reason reasons purpose difference increase decrease rise fall drop change benefits risks "
    "effects impact consequences rest remainder penalty penalties fine deadline rules condition "
    "conditions requirements limit maximum minimum ruling decision outcome verdict toll symptoms "
    "treatment cause causes title name winner winners victim victims music plot cast sequel "
    "average majority alternative alternatives advantage advantages disadvantages"
)
_HAPPENINGS = ("tion", "sion", "ment")
_NOT_HAPPENINGS = word_set("government nation nations station document element moment question")
#: There is but one of each: "the world" points at nothing said before.
UNIQUE = word_set(
    "world sun moon earth sky internet universe weather countryside environment future past "
    "present public law truth"
)
#: The noun that asks for what a verb measured, and back.
NOUN_OF_VERB = {
    "export": "exports",
    "import": "imports",
    "sell": "sales",
    "produce": "production",
    "earn": "earnings",
    "invest": "investment",
    "grow": "growth",
    "rise": "rise",
    "increase": "increase",
    "fall": "fall",
    "cost": "cost",
    "spend": "spending",
    "trade": "trade",
    "ship": "shipments",
    "lose": "losses",
    "build": "construction",
    "buy": "purchases",
    "borrow": "borrowing",
    "consume": "consumption",
    "employ": "workforce",
    "supply": "supply",
    "pay": "payment",
}
VERB_OF_NOUN = {noun: verb for verb, noun in NOUN_OF_VERB.items()} | {
    "export": "export",
    "import": "import",
    "investments": "invest",
    "payments": "pay",
    "purchase": "buy",
    "output": "produce",
    "sale": "sell",
    "income": "earn",
    "revenue": "earn",
}
#: Verbs of an amount: "How much did X export?" has a sister question with each other one.
AMOUNT_VERBS = frozenset(VERB_OF_NOUN.values()) - {"grow", "rise", "increase", "fall", "build"}
_UNITS = word_set(
    "dollar dollars kip baht euro euros yuan yen pound pounds usd lak eur gbp thb dong rupee "
    "rupees cent cents kroner kronor krone krona franc francs peso pesos rouble roubles ruble "
    "rubles won percent percentage hectare hectares acre acres kilometre kilometres kilometer "
    "kilometers metre metres meter meters mile miles foot feet inch inches tonne tonnes ton tons "
    "kilogram kilograms kilo kilos gram grams ounce ounces litre litres liter liters gallon "
    "gallons barrel barrels watt watts kilowatt kilowatts megawatt megawatts gigawatt gigawatts "
    "degrees celsius fahrenheit km kg mw gw ha km2 m2"
)
KIND_NOUNS = ORGANISATIONS | PLACES | THINGS


def is_happening(word: str) -> bool:
    """ "construction", "resettlement": a noun made of a verb, which wants to know of what."""
    word = word.removesuffix("s")
    return len(word) > 6 and word.endswith(_HAPPENINGS) and word not in _NOT_HAPPENINGS


def is_relational(word: str) -> bool:
    """A noun that says little without "of …"."""
    return word in ROLES or word in MEASURES or is_happening(word)


def is_plural(word: str) -> bool:
    word = word.lower()
    if word in ("people", "women", "men", "children", "memoranda", "media", "data", "staff"):
        return True
    endings = ("ss", "us", "is", "series", "news", "'s", "’s")
    return len(word) > 3 and word.endswith("s") and not word.endswith(endings)


def is_unit(word: str) -> bool:
    """ "dollars", "hectares", "percent": what an amount can be asked for in."""
    return word.lower() in _UNITS
