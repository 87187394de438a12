"""Finding the question word, misspelt ones included."""

from __future__ import annotations

from qa.reader.words import AUXILIARIES, PREPOSITIONS, STOP_WORDS, WH_WORDS, Line, word_set

IMPERATIVES = word_set(
    "name list give tell state identify describe explain define find show provide mention "
    "specify enumerate please"
)
#: Common words one letter away from a question word, which must not be read as a slip.
_NOT_SLIPS = word_set(
    "then than that hat why way was were with has had have hot wet war win hoe hop hew wheat "
    "there here hen chat what's ho wo wow whey whom whole white while where's witch shot "
    "shy whip whim watt when's show law low now whet"
)


def mend_wh(line: Line) -> list[str]:
    """The lower-case tokens, with a misspelt question word among the first three mended."""
    lowers = list(line.lowers)
    for i, word in enumerate(lowers):
        if word.endswith("'s") and word[:-2] in WH_WORDS:
            lowers[i] = word[:-2]
    if any(word in WH_WORDS for word in lowers):
        return lowers
    for i, word in enumerate(lowers[:3]):
        if word in _NOT_SLIPS or word in STOP_WORDS or not 2 < len(word) < 7:
            continue
        mended = next((wh for wh in _BY_FREQUENCY if _one_slip(word, wh)), None)
        if mended:
            counts = lowers[i + 1 : i + 2] in (["many"], ["much"], ["long"])
            lowers[i] = "how" if counts else mended
            break
    return lowers


_BY_FREQUENCY = ("what", "who", "which", "when", "where", "how", "why", "whose", "whom")


def _one_slip(word: str, target: str) -> bool:
    """One letter missing, doubled or foreign, or two neighbours swapped; the ends mostly stay."""
    if sorted(word) == sorted(target):
        swapped = [i for i in range(len(word)) if word[i] != target[i]]
        return len(swapped) == 2 and swapped[1] - swapped[0] == 1
    if abs(len(word) - len(target)) == 1:
        longer, shorter = (word, target) if len(word) > len(target) else (target, word)
        if len(shorter) < 3 or longer[0] != shorter[0]:
            return False
        return any(longer[:i] + longer[i + 1 :] == shorter for i in range(1, len(longer)))
    same = sum(a == b for a, b in zip(word, target, strict=False))
    return len(word) == len(target) > 3 and same == len(word) - 1 and word[0] == target[0]


def wh_position(lowers: list[str]) -> int:
    """Where the question word is; -1 without one. A leading one wins, then one after a
    preposition or command, then the last ("It exported how much?")."""
    places = [i for i, word in enumerate(lowers) if word in WH_WORDS]
    if not places:
        return -1
    if lowers[0] in AUXILIARIES:
        return -1
    for i in places:
        if i == 0 or lowers[i - 1] in PREPOSITIONS or lowers[i - 1] in IMPERATIVES | {"me", ","}:
            return i
    if lowers[0] in IMPERATIVES:
        return -1
    return places[0] if lowers[places[0]] == "how" else places[-1]
