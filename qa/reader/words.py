"""Words as the lexical reader sees them: tokens, a small stemmer, closed-class word lists.

No tagger and no dictionary: the lists below hold English function words only, everything else is
told apart by its shape (capital, digit, suffix).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


def word_set(text: str) -> frozenset[str]:
    """The words of a blank-separated list."""
    return frozenset(text.split())


#: A number with its separators, a word (hyphenated parts apart), or one sign. Every repeat is
#: bounded, so that no input makes the search slower than linear.
TOKEN = re.compile(
    r"\d{1,40}(?:[.,:]\d{1,40}){0,8}(?:st|nd|rd|th|s)?(?![^\W_])"
    r"|[^\W_]{1,60}(?:['’][^\W_]{1,20})?|[^\s\w]|_"
)

DETERMINERS = word_set(
    "the a an this that these those its his her their our my your each every another any all "
    "both some such no"
)
PREPOSITIONS = word_set(
    "of in on at by for with from to into onto over under about above below between among "
    "through during before after since until till against within without across along around "
    "behind beside besides beyond despite down near off out per than toward towards up upon "
    "via as like including except unlike amid alongside"
)
CONJUNCTIONS = word_set(
    "and or but nor so yet because although though while whereas if unless when where who "
    "whom whose which that what why how whether once"
)
AUXILIARIES = word_set(
    "is are was were be been being am do does did done has have had having will would can "
    "could may might must shall should cannot isn't aren't wasn't weren't don't doesn't "
    "didn't hasn't haven't hadn't won't wouldn't can't couldn't shouldn't"
)
PRONOUNS = word_set(
    "i you he she it we they me him us them himself herself itself themselves ones there "
    "here mine yours hers ours theirs myself yourself"
)
ADVERBS = word_set(
    "not also very too just only even still already then now again ever never often more most "
    "less least much many few however therefore thus hence else well rather quite almost "
    "nearly further both either neither same other others own n't together later soon yet"
)
WH_WORDS = frozenset(["what", "which", "who", "whom", "whose", "when", "where", "why", "how"])
FUNCTION_WORDS = (
    DETERMINERS | PREPOSITIONS | CONJUNCTIONS | AUXILIARIES | PRONOUNS | ADVERBS | WH_WORDS
)
#: Verbs that questions use without saying anything about the answer.
LIGHT_WORDS = word_set(
    "tell give list name state identify describe explain show find please say says said know "
    "many much long old kind type sort according mentioned mention called s t re ve ll d "
    "happen happened provide define"
)
STOP_WORDS = FUNCTION_WORDS | LIGHT_WORDS
MONTHS = word_set(
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sept sep oct nov dec"
)
NUMBER_WORDS = word_set(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty "
    "ninety hundred thousand million billion trillion dozen half"
)

# Forms that no suffix rule brings together, and everyday near-synonyms of reports and questions.
_SAME = {
    base: group.split()[0]
    for group in (
        "begin began begun start started starts starting commence commenced launch launched",
        "grow grew grown growth growing grows",
        "rise rose risen increase increased increases increasing",
        "fall fell fallen decrease decreased decline declined drop dropped",
        "lead led leading leads",
        "sell sold sale sales selling sells",
        "buy bought purchase purchased purchases buys buying",
        "make made makes making",
        "hold held holds holding",
        "build built builds building construct constructed construction",
        "win won wins winning winner",
        "write wrote written writes writing writer author authored",
        "take took taken takes taking",
        "give gave given gives giving",
        "come came comes coming",
        "go went gone goes going",
        "become became becomes becoming",
        "bring brought brings",
        "spend spent spends spending",
        "pay paid pays paying payment",
        "meet met meets meeting",
        "lose lost loses losing loss",
        "die died dies dying death deaths dead",
        "born birth birthplace",
        "know knew known knows",
        "choose chose chosen chooses choice",
        "teach taught teaches",
        "draw drew drawn draws",
        "fight fought fights fighting",
        "worth value valued values",
        "firm company companies firms",
        "country countries nation nations",
        "large largest larger big biggest bigger",
        "child children kids",
        "man men",
        "woman women",
        "movie film films movies",
        "play played plays playing",
        "name names named",
        "operat operate operated operates operating operator operators run runs ran manage managed",
        "use used uses using user users usage",
        "percent percentage percentages pct",
        "discover discovered discovers discovery discoveries",
    )
    for base in group.split()
}
# Two passes: an inflection is taken off first, then one derivation; each leaves enough letters.
_INFLECTIONS = (("ies", "i"), ("ied", "i"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))
_DERIVATIONS = (
    ("isation", "iz"), ("ization", "iz"), ("uction", "uc"), ("ational", "at"), ("ation", "at"),
    ("ator", "at"), ("ion", ""), ("ment", ""), ("ness", ""), ("iti", ""), ("ity", ""),
    ("ially", ""), ("ial", ""), ("ally", ""), ("al", ""), ("ive", ""), ("ance", ""),
    ("ence", ""), ("ise", "iz"), ("is", "iz"), ("ize", "iz"), ("er", ""), ("or", ""), ("ly", ""),
    ("est", ""), ("e", ""), ("y", "i"),
)  # fmt: skip
_KEEPS_S = ("ss", "us", "is")


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Bring the forms of one word together: "exporter", "exports" and "exporting" → "export".

    One inflection and one derivation are taken off, and a doubled last letter is halved.
    Numbers lose their thousands separators: "4,523" → "4523".
    """
    low = word.lower().replace("’", "'").removesuffix("'s")
    if low[:1].isdigit():
        return low.replace(",", "")
    low = low.split("'")[0]
    if low in _SAME:
        return _SAME[low]
    low = _undouble(_strip(_undouble(_strip(low, _INFLECTIONS, 3)), _DERIVATIONS, 4))
    return low[:-1] if len(low) > 4 and low[-1] == "i" else low


def irregular_forms(word: str) -> tuple[str, ...]:
    """The other forms of an irregular word: "sell" → "sold", "sale", ...; none for most words."""
    root = stem(word)
    return tuple(form for form, other in _SAME.items() if other == root and form != word.lower())


def _strip(word: str, suffixes: tuple[tuple[str, str], ...], least: int) -> str:
    """Take off the first suffix that leaves `least` letters (three for one or two letters)."""
    for suffix, ending in suffixes:
        if not word.endswith(suffix) or (suffix == "s" and word.endswith(_KEEPS_S)):
            continue
        rest = word[: len(word) - len(suffix)]
        if len(rest) >= (3 if len(suffix) < 3 else least) and _has_vowel(rest):
            return rest + ending
    return word


def _undouble(word: str) -> str:
    doubled = len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeious"
    return word[:-1] if doubled else word


def _has_vowel(text: str) -> bool:
    return any(letter in "aeiouy" for letter in text)


#: Token classes, one letter each so that a sentence is a short string to search in.
FUNCTION, PUNCTUATION, NUMBER, CAPITAL, PLAIN = "f", "p", "n", "C", "w"


@lru_cache(maxsize=65_536)
def classify(token: str) -> tuple[str, str, str]:
    """The token's lower-case form, stem and class; cached, since texts repeat their words."""
    lower = token.lower().replace("’", "'")
    first = token[0]
    if first.isdigit():
        return lower, stem(lower), NUMBER
    if not first.isalnum():
        return lower, "", PUNCTUATION
    if lower in FUNCTION_WORDS and (token == lower or len(token) == 1 or token != token.upper()):
        return lower, "", FUNCTION
    if first.isupper():
        return lower, stem(lower), CAPITAL
    return lower, stem(lower), NUMBER if lower in NUMBER_WORDS else PLAIN


@dataclass(frozen=True, slots=True)
class Line:
    """A tokenised stretch of text; the lists run in parallel, offsets are into `text`.

    `kinds` holds one class letter per token; function words and signs have the empty stem.
    """

    text: str
    starts: list[int]
    ends: list[int]
    lowers: list[str]
    stems: list[str]
    kinds: str

    def __len__(self) -> int:
        return len(self.starts)

    @classmethod
    def of(cls, text: str) -> Line:
        """Tokenise; "Sekong sold 29." has the kinds "Cwnp"."""
        starts, ends, lowers, stems, kinds = [], [], [], [], []
        for match in TOKEN.finditer(text):
            lower, root, kind = classify(match.group())
            starts.append(match.start())
            ends.append(match.end())
            lowers.append(lower)
            stems.append(root)
            kinds.append(kind)
        return cls(text, starts, ends, lowers, stems, "".join(kinds))
