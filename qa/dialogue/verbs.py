"""Verb forms: which everyday verb a word is a form of, and the form a sentence needs."""

from __future__ import annotations

import re

from qa.reader.words import word_set

_REGULAR = (
    "accept account achieve act add affect agree aim allow announce answer apply appoint approve "
    "arrest arrive ask assess attack attend attract avoid award back ban base beat believe belong "
    "benefit blame borrow cancel care carry cause celebrate chair change charge check claim clean "
    "close collect combine compare compete complete concern confirm connect consider consist "
    "construct consume contain continue contribute control convert cooperate count cover create "
    "cross damage decide decline decrease deliver demand depend describe design destroy develop "
    "die differ direct discover discuss donate double drop earn educate employ enable end enjoy "
    "ensure enter establish estimate examine exceed exist expand expect experience explain export "
    "express extend face fail fear feature fill finance finish fire focus follow force forecast "
    "form found fund gain gather generate govern graduate greet handle happen harvest head help "
    "hire host house hope identify import improve include increase inform inspect install intend "
    "introduce invent invest invite involve issue join kill lack land last launch like link list "
    "live locate look lower maintain manage manufacture mark marry matter measure mention mine "
    "move name need negotiate note object obtain occur offer open operate oppose order organise "
    "organize originate own pass perform phase plan plant play pledge point pollute praise "
    "predict prefer prepare present prevent process produce promise promote propose protect "
    "protest prove provide publish purchase reach receive recommend record recover reduce refer "
    "refuse reject release rely remain remove rent repair replace report represent request "
    "require rescue research resist respond restore result return reveal review rule save search "
    "seem separate serve settle share ship show sign sink smuggle sponsor stage start state stay "
    "step stop store strengthen stress strike study suffer suggest supply support surround "
    "suspend talk target taste tax threaten total touch trade train transfer translate transport "
    "travel treat triple turn urge use use value visit vote wait walk want warn wash waste watch "
    "welcome work worry flow star miss boil border appear vary apologise resign appeal vanish "
    "adopt cite"
)
_IRREGULAR = (
    "be:was:been become:became:become begin:began:begun bring:brought:brought build:built:built "
    "buy:bought:bought catch:caught:caught choose:chose:chosen come:came:come cost:cost:cost "
    "cut:cut:cut deal:dealt:dealt draw:drew:drawn drive:drove:driven eat:ate:eaten "
    "fall:fell:fallen feel:felt:felt fight:fought:fought find:found:found fly:flew:flown "
    "get:got:got give:gave:given go:went:gone grow:grew:grown hear:heard:heard hit:hit:hit "
    "hold:held:held keep:kept:kept know:knew:known lead:led:led leave:left:left lend:lent:lent "
    "let:let:let lie:lay:lain lose:lost:lost make:made:made mean:meant:meant meet:met:met "
    "pay:paid:paid put:put:put read:read:read rise:rose:risen run:ran:run say:said:said "
    "see:saw:seen seek:sought:sought sell:sold:sold send:sent:sent set:set:set shut:shut:shut "
    "sit:sat:sat speak:spoke:spoken spend:spent:spent spread:spread:spread stand:stood:stood "
    "steal:stole:stolen swear:swore:sworn take:took:taken teach:taught:taught tell:told:told "
    "think:thought:thought throw:threw:thrown understand:understood:understood wear:wore:worn "
    "weigh:weighed:weighed win:won:won write:wrote:written break:broke:broken "
    "shrink:shrank:shrunk hurt:hurt:hurt freeze:froze:frozen hide:hid:hidden bear:bore:born "
    "bind:bound:bound burn:burnt:burnt ride:rode:ridden ring:rang:rung sing:sang:sung "
    "sleep:slept:slept swim:swam:swum bend:bent:bent breed:bred:bred burst:burst:burst "
    "feed:fed:fed forget:forgot:forgotten forbid:forbade:forbidden wake:woke:woken light:lit:lit "
    "shake:shook:shaken shoot:shot:shot split:split:split sweep:swept:swept tear:tore:torn "
    "withdraw:withdrew:withdrawn"
)
#: Forms of "be" and the verbs that help others to a question.
BE = word_set("is are was were be been being am")
DO = word_set("do does did")
HAVE = word_set("has have had")
MODALS = word_set("will would can could may might must shall should")
#: Where a question's subject may follow.
HELPERS = word_set("is are was were am do does did has have had") | MODALS
#: A clause follows these ("say that …", "think it …").
SAYING = word_set(
    "say says said think thinks thought claim claims claimed announce announced report reported "
    "believe believes believed show shows showed shown state stated warn warned hope hopes hoped "
    "expect expects expected know knows known mean means true correct"
)
_SHORT = re.compile(r"[^aeiou][aeiou][^aeiouwxy]")
_LONG_STRESSED = word_set("refer prefer plan begin transfer commit permit admit")


def _stem_for_ending(base: str) -> str:
    """The base as it stands before "-ed" and "-ing": "plan" → "plann"."""
    short = bool(_SHORT.search(base[-3:])) and len(re.findall(r"[aeiou]+", base)) == 1
    doubles = base in _LONG_STRESSED or (short and len(base) > 2)
    return base + base[-1] if doubles else base.removesuffix("e")


def third(base: str) -> str:
    """ "export" → "exports", "carry" → "carries", "do" → "does"."""
    if base == "be":
        return "is"
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ies"
    return base + ("es" if re.search(r"(?:s|x|z|ch|sh|o)$", base) else "s")


def _regular_past(base: str) -> str:
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ied"
    return _stem_for_ending(base) + "ed"


def _gerund(base: str) -> str:
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base in ("be", "see", "agree"):
        return base + "ing"
    return _stem_for_ending(base) + "ing"


_PASTS: dict[str, tuple[str, str]] = {
    base: (_regular_past(base), _regular_past(base)) for base in _REGULAR.split()
} | {
    base: (past, participle)
    for base, past, participle in (entry.split(":") for entry in _IRREGULAR.split())
}
BASES = frozenset(_PASTS)
_THIRDS = {third(base): base for base in BASES}
_PAST_OF = {past: base for base, (past, _) in _PASTS.items()}
_PARTICIPLE_OF = {participle: base for base, (_, participle) in _PASTS.items()}
_GERUNDS = {_gerund(base): base for base in BASES}


def past(base: str) -> str:
    """ "sell" → "sold"; an unknown verb is taken as regular."""
    return _PASTS[base][0] if base in _PASTS else _regular_past(base)


def is_base(word: str) -> bool:
    return word in BASES


def is_participle(word: str) -> bool:
    """A past participle or an "-ing" form, unknown regular verbs included."""
    known = word in _PARTICIPLE_OF or word in _GERUNDS or word == "been"
    return known or (len(word) > 4 and word.endswith("ed"))


def is_finite(word: str) -> bool:
    """A form that can be the verb of "Who …": "runs", "ran", "run", "founded"."""
    known = word in _THIRDS or word in _PAST_OF or word in BASES
    return known or (len(word) > 4 and word.endswith("ed"))


def is_past(word: str) -> bool:
    """A past form and no other: "won", "died"."""
    return (word in _PAST_OF and word not in BASES) or (len(word) > 4 and word.endswith("ed"))


def helper_and_base(word: str) -> tuple[str, str]:
    """The question form of a finite verb: "operates" → ("does", "operate").

    An unknown "-ed" form loses its ending; other unknown words stay, with "did".
    """
    if word in _PAST_OF:
        return "did", _PAST_OF[word]
    if word in BASES:
        return "do", word
    if word in _THIRDS:
        return "does", _THIRDS[word]
    if word.endswith("ed"):
        return "did", word[:-2]
    return ("does", word[:-1]) if word.endswith("s") else ("did", word)
