"""Words that decide what a number is about: stems, synonyms, measures, names.

Lists, not models: a synonym is a class name that its members share, so that "fatalities" and
"deaths" meet as `death`. Names are capitalised words; demonyms meet their country.
"""

# ruff: noqa: E501, SIM905 - patterns stay on one line and word lists read as text
from __future__ import annotations

import re
from functools import lru_cache

_CLASSES = """
case: case infection occurrence instance
death: death fatality casualty died dead killed die dying victim dies mortality
recovery: recovery recovered recover
film: film movie picture
budget: budget
gross: gross grossed earn earned earning collect collected collection made make making takings took box
review: review critic reviewer reviewed
rating: rating rated score scored mark mean average rate
view: view hit viewed watched viewer viewing
person: people person inhabitant resident population human individual citizen
export: export exported exporter exporting
import: import imported importer importing
trade: trade traded trading
production: production produce produced output producing yield generate generated generation manufacture
sale: sale sold sell selling
loan: loan lend lent lending credit borrowed borrowing
invest: investment invest invested investor investing
job: job employment employ employed employee worker staff workforce
visitor: visitor tourist arrival visited
price: price priced cost costing
profit: profit income
revenue: revenue turnover
area: area cover covering covered span spread
household: household family
pupil: pupil student
firm: company firm business enterprise
copy: copy unit
player: player footballer
win: win won victory
goal: goal scored
match: match game appearance
year: year
test: test tested testing
vote: vote voted
language: speaker speak
population: population
country: country nation
village: village
grant: grant granted
mine: mine mined mining
lost: lost loss losing
trainee: trainee trained train training
attend: attendee participant delegate attended attend participated
bag: bag
use: user use used
hectare: hectare
begin: begin began begun beginning start started starting commence commenced launch launched
build: construction build building built constructed
approval: approval approve approved
visit: visit visited visiting went
announce: announce announced announcement briefing_
bag: bag
product: product
subscriber: subscriber
season: season
member: member
"""

_IRREGULAR = {
    "people": "person", "children": "child", "women": "woman", "men": "man", "sold": "sell",
    "lost": "lost", "grew": "grow", "rose": "rise", "fell": "fall", "built": "build",
}  # fmt: skip

STOP = frozenset(
    "a an the of in on at to for from by with and or but as is are was were be been being has have "
    "had do does did will would can could may might shall should that this these those it its they "
    "their he she his her we our there which who whom whose than then also not no nor so if into "
    "over under more less fewer about around nearly almost up down out most least between during "
    "after before since until per each every all any some such only just very much many few other "
    "another own same both either including include included according said says reported report "
    "register registered record recorded confirmed worth valued value total totaled totalled "
    "totalling amount amounted number numbered reach reached stood stand estimated approximately "
    "roughly exceeding exceed above below while when where what how because us new get got give "
    "given hold held come came based base currently current positive "
    "first second third half quarter year month day week early late mid last next end beginning "
    "one two three four five six seven eight nine ten hundred thousand million billion trillion "
    "percent per cent percentage dollar usd kip lak baht kilometre tonne ton hectare through across "
    "within among against toward towards because part group provide provided receive received".split()
)
#: Words that pick one of several numbers of the same kind; they must stand on both sides or none.
QUALIFIERS = {
    "worldwide": "world", "global": "world", "globally": "world", "international": "elsewhere",
    "domestic": "home", "domestically": "home", "overseas": "elsewhere", "abroad": "elsewhere",
    "elsewhere": "elsewhere", "territories": "elsewhere", "outside": "elsewhere",
    "opening": "opening", "weekend": "weekend", "active": "active",
    "daily": "daily", "weekly": "weekly", "monthly": "monthly",
    "annual": "annual", "annually": "annual", "yearly": "annual", "cumulative": "total",
    "average": "average", "median": "median", "mean": "average", "female": "female",
    "male": "male", "women": "female", "men": "male", "urban": "urban", "rural": "rural",
    "gross": "gross", "net": "net", "direct": "direct", "suspected": "suspected",
    "hospitalised": "hospital", "hospitalized": "hospital", "critical": "critical",
    "probable": "suspected", "foreign": "foreign", "organic": "organic", "former": "former",
    "additional": "additional", "further": "additional", "another": "additional",
}  # fmt: skip
#: Measures that exclude one another although their numbers look alike.
EXCLUSIVE = (
    frozenset({"export", "import", "trade"}),
    frozenset({"profit", "revenue", "lost"}),
    frozenset({"case", "death", "recovery", "test"}),
    frozenset({"gross", "budget"}),
    frozenset({"loan", "grant", "invest", "export", "import"}),
    frozenset({"review", "rating"}),
    frozenset({"win", "lost", "match", "goal"}),
    frozenset({"price", "sale", "production"}),
    frozenset({"production", "export"}),
)
_DEMONYMS = {
    "lao": "laos", "laotian": "laos", "japanese": "japan", "chinese": "china", "thai": "thailand",
    "vietnamese": "vietnam", "russian": "russia", "german": "germany", "bulgarian": "bulgaria",
    "american": "usa", "u.s": "usa", "us": "usa", "indian": "india", "korean": "korea",
    "french": "france", "british": "britain", "uk": "britain", "u.k": "britain",
    "italian": "italy", "spanish": "spain", "bosnian": "bosnia", "australian": "australia",
    "canadian": "canada", "brazilian": "brazil", "burmese": "myanmar", "cambodian": "cambodia",
    "malaysian": "malaysia", "indonesian": "indonesia", "iranian": "iran", "turkish": "turkey",
    "swiss": "switzerland", "swedish": "sweden", "polish": "poland", "greek": "greece",
    "african": "africa", "asian": "asia", "european": "europe", "dutch": "netherlands",
    "finnish": "finland", "irish": "ireland", "mexican": "mexico", "egyptian": "egypt",
    "belgian": "belgium", "danish": "denmark", "norwegian": "norway", "portuguese": "portugal",
    "hungarian": "hungary", "argentine": "argentina", "argentinian": "argentina",
    "peruvian": "peru", "filipino": "philippines", "philippine": "philippines",
    "ukrainian": "ukraine", "scottish": "scotland", "welsh": "wales", "israeli": "israel",
}  # fmt: skip
_NOT_NAMES = frozenset(
    "january february march april may june july august september october november december monday "
    "tuesday wednesday thursday friday saturday sunday province district county state city ministry "
    "department minister president mr mrs ms dr government covid percent usd lak thb i officials "
    "authorities growth construction figures data output overall today currently additionally "
    "furthermore however meanwhile approximately during following".split()
)
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?(?:-[^\W\d_]+)*")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A light stem, then the synonym class: "fatalities" gives `death`."""
    word = word.lower().replace("’", "'").removesuffix("'s").removesuffix("'")
    if word in _WORD_CLASSES:
        return _WORD_CLASSES[word]
    base = _light(_IRREGULAR.get(word, word))
    return _WORD_CLASSES.get(base, base)


def _light(word: str) -> str:
    if len(word) <= 3:
        return word
    for suffix, ending in (
        ("ies", "y"),
        ("sses", "ss"),
        ("xes", "x"),
        ("ches", "ch"),
        ("shes", "sh"),
    ):
        if word.endswith(suffix):
            return word[: -len(suffix)] + ending
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for suffix in ("ing", "ed"):
        if word.endswith(suffix) and len(word) > len(suffix) + 3:
            word = word[: -len(suffix)]
            return (
                word[:-1]
                if word[-1] == word[-2] and word[-1] not in "ls"
                else word.removesuffix("e")
            )
    return word.removesuffix("e") if len(word) > 4 else word


def _classes() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in _CLASSES.strip().splitlines():
        name, _, members = line.partition(":")
        for member in members.split():
            table.setdefault(member, name)
            table.setdefault(_light(member), name)
    return table


_WORD_CLASSES = _classes()
MEASURES = frozenset(_WORD_CLASSES.values())


#: Turns of phrase that say one measure in several words.
_PHRASES = (
    (re.compile(r"\bturn(?:s|ed|ing)? out\b", re.IGNORECASE), "produce"),
    (
        re.compile(r"\bs(?:ells?|old|elling|ales?)\b([^.;]{0,40}?)\babroad\b", re.IGNORECASE),
        r"export \1",
    ),
    (
        re.compile(r"\bb(?:uys?|ought|uying)\b([^.;]{0,40}?)\b(?:from )?abroad\b", re.IGNORECASE),
        r"import \1",
    ),
    (re.compile(r"\bs(?:ells?|old|elling) to (?=(?:the )?[A-Z])"), "export to "),
    (re.compile(r"\bma[dk]e\b([^.;]{0,30}?)\bknown\b", re.IGNORECASE), r"announce \1"),
    (re.compile(r"\bwent (?:to|into)\b", re.IGNORECASE), "visit"),
)


@lru_cache(maxsize=32768)
def content_stems(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning, names included."""
    for pattern, plain in _PHRASES:
        text = pattern.sub(plain, text)
    return frozenset(
        stem(word) for word in _TOKEN.findall(text) if word.lower() not in STOP and len(word) > 1
    )


def qualifiers(text: str) -> frozenset[str]:
    """The contrast words of a stretch of text ("worldwide", "active"), by class."""
    return frozenset(
        QUALIFIERS[word] for word in map(str.lower, _TOKEN.findall(text)) if word in QUALIFIERS
    )


def name_key(word: str) -> str:
    """The form in which names are compared: lower case, without 's, countries for demonyms."""
    word = word.lower().replace("’", "'").removesuffix("'s").rstrip("'.")
    return _DEMONYMS.get(word, word)


@lru_cache(maxsize=32768)
def names(text: str, *, starts: frozenset[int] = frozenset({0})) -> frozenset[str]:
    """The proper names of `text` as keys; `starts` are offsets where a sentence begins.

    A capital at a sentence's start is a name only when the word has no other use here.
    """
    found = set()
    for match in _TOKEN.finditer(text):
        word = match.group()
        if not word[0].isupper():
            continue
        low = word.lower()
        if word == "US":
            found.add("usa")
            continue
        if low in _NOT_NAMES or low in STOP or low.split("-")[0] in _NOT_NAMES:
            continue
        if match.start() in starts and (stem(word) in MEASURES or low in QUALIFIERS):
            continue
        found.update(_DEMONYMS.get(part, part) for part in _name_parts(word))
    for pair, country in _PAIRS:
        if pair <= found:
            found = found - pair | {country}
    return frozenset(found)


_PAIRS = (
    (frozenset({"united", "states"}), "usa"),
    (frozenset({"united", "kingdom"}), "britain"),
    (frozenset({"south", "korea"}), "south korea"),
    (frozenset({"north", "korea"}), "north korea"),
)


def _name_parts(word: str) -> list[str]:
    return [
        name_key(part) for part in word.split("-") if len(part) > 1 and part.lower() not in STOP
    ]
