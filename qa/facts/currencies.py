"""Currencies: symbols, codes and names to ISO 4217, with every reading of the ambiguous ones.

`$`, `¥`, `£` and `Rs` name several currencies: the usual one comes first and the others follow.
Fractions of a currency (cents, pence) are units of it, 1/100 each.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from qa.facts.units import Unit

_DOLLARS = "USD AUD CAD HKD SGD NZD TWD"
# codes (usual first), then symbols and names
_TABLE: tuple[tuple[str, str], ...] = (
    (_DOLLARS, "$ dollar dollars dlr dlrs buck bucks"),
    ("USD", ("usd us$ u.s.$ u.s$ us_dollar us_dollars u.s._dollar u.s._dollars usd$ musd "
     "american_dollar american_dollars united_states_dollar united_states_dollars us_$ u.s._$ "
     "u.s._dlrs us_dlrs")),
    ("AUD", "aud a$ au$ australian_dollar australian_dollars aud$ australian_dlrs maud"),
    ("CAD", "cad c$ ca$ can$ canadian_dollar canadian_dollars cad$ canadian_dlrs c_$ mcad"),
    ("HKD", "hkd hk$ hong_kong_dollar hong_kong_dollars h.k._dlrs hk_$"),
    ("SGD", "sgd s$ singapore_dollar singapore_dollars"),
    ("NZD", "nzd nz$ new_zealand_dollar new_zealand_dollars nzd$ n.z._dlrs"),
    ("TWD", "twd nt$ taiwan_dollar taiwan_dollars new_taiwan_dollar new_taiwan_dollars"),
    ("MXN", "mxn mex$ mxn$ mexican_peso mexican_pesos"),
    ("LAK", "lak kip kips ₭ lao_kip"),
    ("THB", "thb baht bahts ฿ thai_baht"),
    ("VND", "vnd dong dongs ₫ vietnamese_dong"),
    ("KHR", "khr riel riels ៛"),
    ("MMK", "mmk kyat kyats"),
    ("IDR", "idr rupiah rupiahs rp"),
    ("MYR", "myr ringgit ringgits rm"),
    ("PHP", "php ₱ philippine_peso philippine_pesos"),
    ("KRW KPW", "₩ won"),
    ("KRW", "krw south_korean_won korean_won"),
    ("JPY CNY", "¥"),
    ("JPY", "jpy yen japanese_yen mjpy"),
    ("CNY", "cny rmb yuan renminbi chinese_yuan 元 kuai cn¥ cnh"),
    ("INR PKR LKR NPR IDR MUR", "rs rs. rupee rupees"),
    ("INR", "inr ₹ indian_rupee indian_rupees"),
    ("PKR", "pkr pakistani_rupee pakistani_rupees"),
    ("LKR", "lkr ரூ sri_lankan_rupee sri_lankan_rupees"),
    ("NPR", "npr nepalese_rupee nepalese_rupees"),
    ("BDT", "bdt taka takas ৳"),
    ("EUR", "eur € euro euros meur"),
    ("GBP EGP LBP SYP FKP", "£ pound pounds quid"),
    ("GBP", ("gbp stg pound_sterling pounds_sterling sterling british_pound british_pounds gb£ "
     "mgbp mln_stg")),
    ("EGP", "egp egyptian_pound egyptian_pounds"),
    ("CHF FRF BEF XAF XOF", "franc francs"),
    ("CHF", "chf swiss_franc swiss_francs sfr mchf"),
    ("FRF", "frf french_franc french_francs"),
    ("BEF", "bef belgian_franc belgian_francs"),
    ("DEM", ("dem mark marks deutsche_mark deutsche_marks deutschemark deutschemarks german_marks "
     "d-marks d-mark")),
    ("FIM", "fim markka markkas finnish_markka finnish_marks"),
    ("NLG", "nlg guilder guilders dutch_guilder dutch_guilders"),
    ("ESP", "esp peseta pesetas spanish_pesetas"),
    ("ITL", "itl italian_lira italian_lire"),
    ("TRY ITL", "lira liras lire ₺"),
    ("TRY", "try_lira turkish_lira turkish_liras"),
    ("SEK", "sek swedish_krona swedish_kronor swedish_crowns"),
    ("NOK", "nok norwegian_krone norwegian_kroner norwegian_crowns"),
    ("DKK", "dkk danish_krone danish_kroner danish_crowns"),
    ("SEK NOK DKK ISK CZK", "krona kronor krone kroner crown crowns"),
    ("CZK", "czk koruna korunas czech_crowns"),
    ("PLN", "pln zloty zlotys"),
    ("HUF", "huf forint forints"),
    ("RUB", "rub rouble roubles ruble rubles ₽"),
    ("UAH", "uah hryvnia hryvnias ₴"),
    ("GEL", "gel lari ₾"),
    ("KZT", "kzt tenge ₸"),
    ("ILS", "ils shekel shekels ₪"),
    ("SAR", "sar saudi_riyal saudi_riyals"),
    ("SAR QAR OMR YER IRR", "riyal riyals rial rials"),
    ("AED", "aed dirham dirhams"),
    ("KWD IQD BHD JOD TND RSD DZD", "dinar dinars"),
    ("KWD", "kwd kuwaiti_dinar kuwaiti_dinars"),
    ("ZAR", "zar rand rands"),
    ("NGN", "ngn naira ₦"),
    ("KES UGX TZS SOS", "shilling shillings"),
    ("KES", "kes kenyan_shilling kenyan_shillings"),
    ("GHS", "ghs cedi cedis"),
    ("ETB", "etb birr"),
    ("BRL", "brl r$ brazilian_real brazilian_reais reais"),
    ("ARS", "ars argentine_peso argentine_pesos"),
    ("CLP", "clp chilean_peso chilean_pesos"),
    ("COP", "cop colombian_peso colombian_pesos"),
    ("MXN PHP ARS CLP COP CUP", "peso pesos"),
    ("CRC", "crc ₡ colon colones"),
    ("PEN", "pen_sol nuevo_soles soles"),
    ("MNT", "mnt tugrik tugriks ₮"),
    ("BTC", "btc ₿ bitcoin bitcoins"),
)  # fmt: skip

# name, code(s) as above, parts per unit
_MINOR: tuple[tuple[str, str, int], ...] = (
    ("cent cents ct cts ¢", _DOLLARS + " EUR", 100),
    ("pence penny p", "GBP", 100),
    ("sen", "MYR IDR JPY", 100),
    ("satoshi satoshis", "BTC", 10**8),
    ("mao jiao", "CNY", 10),
    ("paise paisa", "INR", 100),
)


@cache
def _names() -> dict[str, tuple[tuple[str, ...], Unit]]:
    names: dict[str, tuple[tuple[str, ...], Unit]] = {}
    for codes, words in _TABLE:
        candidates = tuple(codes.split())
        unit = Unit(candidates[0], "money", Fraction(1), candidates[0])
        for name in words.split():
            names[name.replace("_", " ")] = (candidates, unit)
    for words, codes, parts in _MINOR:
        candidates = tuple(codes.split())
        name = words.split()[0]
        unit = Unit(name, "money", Fraction(1, parts), name)
        for word in words.split():
            names[word] = (candidates, unit)
    return names


def currency_candidates(name: str) -> tuple[tuple[str, ...], Unit] | None:
    """ISO codes `name` may mean (the usual first) and its unit; None when it names no currency."""
    return _names().get(name.lower())


@cache
def prefixes() -> tuple[str, ...]:
    """Everything that may stand before the digits, longest first, lower case."""
    words = [
        name
        for name, (_, unit) in _names().items()
        if unit.factor == 1 and (not name.isalpha() or len(name) == 3 or name[0] == "m")
    ]
    extra = ["rs", "rm", "rp", "dollar", "u.s. $", "sen"]
    leave = {"won", "try", "all", "lac", "marks", "mark", "maud s"}
    return tuple(sorted({*words, *extra} - leave, key=len, reverse=True))
