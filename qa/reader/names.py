"""What a capitalised run names, as far as its own words and its neighbours tell."""

from __future__ import annotations

from qa.reader.words import Line, word_set

TITLES = word_set(
    "mr mrs ms dr prof sir lady lord president minister secretary governor mayor king queen "
    "prince princess general colonel captain judge justice senator ambassador chairman "
    "director pope emperor saint st father sister inspector detective"
)
_ORGANISATIONS = word_set(
    "ministry department company corporation corp inc ltd llc plc group bank university "
    "college institute association agency authority commission committee council union party "
    "club team organisation organization foundation society office bureau court parliament "
    "senate congress army navy museum school hospital church league federation federal fund "
    "board cooperative airlines airways motors industries systems technologies enterprises "
    "holdings press times post watch network centre center chamber programme service services "
    "police"
)
_PLACES = word_set(
    "province district city town village county state island islands river lake sea ocean "
    "mountain mountains plateau valley bay street road avenue square park bridge airport port "
    "desert peninsula republic kingdom states north south east west region zone area "
    "afghanistan albania algeria angola argentina armenia australia austria azerbaijan "
    "bahrain bangladesh belarus belgium benin bhutan bolivia bosnia botswana brazil brunei "
    "bulgaria burma cambodia cameroon canada chad chile china colombia congo croatia cuba "
    "cyprus denmark ecuador egypt england eritrea estonia ethiopia fiji finland france gabon "
    "gambia georgia germany ghana greece guatemala guinea haiti honduras hungary iceland "
    "india indonesia iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya "
    "korea kosovo kuwait kyrgyzstan laos latvia lebanon liberia libya lithuania luxembourg "
    "madagascar malawi malaysia maldives mali malta mexico moldova mongolia montenegro "
    "morocco mozambique myanmar namibia nepal netherlands nicaragua niger nigeria norway oman "
    "pakistan palestine panama paraguay peru philippines poland portugal qatar romania russia "
    "rwanda scotland senegal serbia singapore slovakia slovenia somalia spain sudan sweden "
    "switzerland syria taiwan tajikistan tanzania thailand togo tunisia turkey turkmenistan "
    "uganda ukraine uruguay usa uzbekistan venezuela vietnam wales yemen zambia zimbabwe asia "
    "africa europe america antarctica vientiane bangkok hanoi beijing tokyo london paris "
    "berlin moscow washington"
)
_AT_PLACE = frozenset(["in", "at", "near", "from", "towards", "across", "outside", "around"])


def name_kind(line: Line, first: int, last: int) -> str:
    """ "person", "org", "place", "acronym", "first word", or "name 1" … "name 4" by length."""
    words = line.lowers[first:last]
    if not words:
        return "name 1"
    head = words[-1]
    if words[0] in TITLES or (first and line.lowers[first - 1] in TITLES):
        return "person"
    if head in _ORGANISATIONS or _ORGANISATIONS.intersection(words[:1]):
        return "org"
    if head in _PLACES or words[0] in ("mount", "lake", "river", "republic"):
        return "place"
    if TITLES.intersection(words):
        return "person"
    if _ORGANISATIONS.intersection(words):
        return "org"
    if last - first == 1:
        token = line.text[line.starts[first] : line.ends[first]]
        if len(token) > 1 and token.isupper():
            return "acronym"
    if first and line.lowers[first - 1] in _AT_PLACE and last - first < 4:
        return "place name"
    if first == 0 and last == 1:
        return "first word"
    return f"name {min(last - first, 4)}"
