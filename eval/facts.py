"""Measure the numeric facts: reading, intervals, units, verdicts and speed.

    python eval/facts.py                     # everything, writes eval/results/facts.json and .md
    python eval/facts.py --only reading      # one part, nothing written unless --write

The public data is looked for in `../shared/data` beside the project (`--data`); parts whose data
is absent are left out with a line saying so.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import html
import itertools
import json
import platform
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qa.facts.quantity import NOT_COMPARED, Kind, Quantity  # noqa: E402 - after the path is set
from qa.facts.read import read_quantities, sentence_starts  # noqa: E402 - after the path is set

Result = dict[str, Any]


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


# --- own reading cases -----------------------------------------------------------------------


def quantity_problem(gold: dict[str, Any], read: Quantity) -> str | None:
    """What differs between a gold quantity and the one read, or None."""
    if (gold["start"], gold["end"]) != (read.start, read.end):
        return f"span {read.surface!r}"
    if gold["bound"] != read.bound.value:
        return f"bound {read.bound.value}"
    if gold["value"] is not None and not near(gold["value"], read.nominal):
        return f"value {read.nominal}"
    for name in ("low", "high"):
        if gold[name] is not None and not near(gold[name], getattr(read.interval, name)):
            return f"{name} {getattr(read.interval, name)}"
    unit = read.currency if read.currency and read.unit and read.unit.factor == 1 else None
    unit = unit or (read.unit.id if read.unit else None)
    known = {unit, *(candidate.id for candidate in read.candidates[1:])}
    if gold["unit"] == "ton":
        known = {"ton"} if len(read.candidates) == 3 else known
    if gold["unit"] == "km/h" and unit == "km/h":
        known = {"km/h"}
    if gold["unit"] not in known:
        return f"unit {unit}"
    return period_problem(gold["period"], read)


def period_problem(gold: list[str] | str | None, read: Quantity) -> str | None:
    period = read.period
    dates = period.dates if period else None
    if gold == "unknown":
        return None if period is not None and dates is None else f"period {dates}"
    found = [day.isoformat() for day in dates] if dates else None
    return None if found == gold else f"period {found}"


def near(gold: str, value: Decimal | None) -> bool:
    return value is not None and abs(Decimal(gold) - value) <= abs(value) * Decimal("0.000001")


def reading_cases(path: Path) -> tuple[list[str], int, int]:
    """Failures in words, cases, and cases read exactly (no quantity missed or invented)."""
    failures, right = [], 0
    rows = read_lines(path)
    for row in rows:
        date = dt.date.fromisoformat(row["date"]) if row["date"] else None
        read = [q for q in read_quantities(row["text"], anchor=date) if q.kind not in NOT_COMPARED]
        problems = []
        if len(read) != len(row["quantities"]):
            problems.append(f"read {[q.surface for q in read]}")
        for gold, quantity in zip(row["quantities"], read, strict=False):
            problem = quantity_problem(gold, quantity)
            if problem:
                problems.append(f"{gold['text']!r}: {problem}")
        right += not problems
        if problems:
            failures.append(f"{row['id']} {row['text']} -> {'; '.join(problems)}")
    return failures, len(rows), right


def measure_reading(_: Path) -> Result:
    failures, cases, right = reading_cases(ROOT / "eval/gold/quantities.jsonl")
    return {"cases": cases, "right": right, "share": round(right / cases, 4), "wrong": failures}


# --- Recognizers-Text ------------------------------------------------------------------------


def recognizer_cases(data: Path, model: str) -> list[dict[str, Any]]:
    path = data / "recognizers" / f"{model}.json"
    return list(json.loads(path.read_text(encoding="utf-8-sig")))


def interval_text(quantity: Quantity) -> str:
    """The interval as Recognizers writes it: a plain range half-open by its convention."""
    interval = quantity.interval
    low = "" if interval.low is None else f"{interval.low.normalize():f}"
    high = "" if interval.high is None else f"{interval.high.normalize():f}"
    left = "(" if interval.low_open or not low else "["
    right = ")" if interval.high_open or not high else "]"
    return f"{left}{low},{high}{right}"


def same_interval(gold: str, quantity: Quantity) -> bool:
    """Equal after two stated conventions: "[20,30)" for "20 to 30" is our closed [20, 30], and
    "below 170" of a size is our [0, 170) where Recognizers writes (,170)."""
    read = interval_text(quantity)
    options = {read}
    if quantity.bound.value == "range" and not quantity.interval.high_open:
        options.add(read[:-1] + ")")
    if quantity.interval.low == 0:
        options |= {"(" + option[2:] for option in set(options)}
    return gold in options


def measure_ranges(data: Path) -> Result:
    wrong, right = [], 0
    cases = recognizer_cases(data, "NumberRangeModel")
    for case in cases:
        gold = [result["Resolution"]["value"] for result in case["Results"]]
        read = [
            q
            for q in read_quantities(case["Input"])
            if q.is_compared
            and (q.bound.value not in {"exact", "approx"} or _says_equal(q, case["Input"]))
        ]
        read = [q for q in read if q.bound.value != "magnitude"]
        good = len(gold) == len(read) and all(map(same_interval, gold, read))
        right += good
        if not good:
            wrong.append(f"{case['Input']} -> {[interval_text(q) for q in read]}, gold {gold}")
    return {"cases": len(cases), "right": right, "wrong": wrong}


def _says_equal(quantity: Quantity, text: str) -> bool:
    for part in quantity.parts:
        if part.name == "hedge" and "equal" in text[part.start : part.end].lower():
            return True
    return False


#: Recognizers' unit names that differ from ours after lower-casing.
UNIT_NAMES = {
    "dollar": "USD", "united states dollar": "USD", "canadian dollar": "CAD", "pound": "GBP|lb",
    "british pound": "GBP", "euro": "EUR", "japanese yen": "JPY", "chinese yuan": "CNY",
    "hong kong dollar": "HKD", "australian dollar": "AUD", "swiss franc": "CHF", "franc": "CHF",
    "finnish markka": "FIM", "peseta": "ESP", "netherlands guilder": "NLG", "cent": "cent",
    "pence": "pence", "penny": "pence", "mexican peso": "MXN", "new zealand dollar": "NZD",
    "costa rican colón": "CRC", "georgian lari": "GEL", "lao kip": "LAK", "sen": "sen",
    "sri lankan rupee": "LKR", "rupee": "INR", "turkish lira": "TRY", "bitcoin": "BTC",
    "satoshi": "satoshi", "milliliter": "ml", "inch": "in", "mile": "mi", "barrel": "bbl",
    "foot": "ft", "ounce": "oz", "acre": "acre", "gallon": "gal", "cubic foot": "ft3",
    "square meter": "m2", "ton": "t", "metric ton": "t", "bit": "bit", "mile per hour": "mph|mi/h",
    "meter": "m", "kilometer": "km", "millimeter": "mm", "square kilometer": "km2",
    "decimeter": "dm", "megabit": "Mbit", "megabyte": "MB", "picometer": "pm",
    "tablespoon": "tbsp", "cup": "cup", "teaspoon": "tsp", "kilometer per hour": "km/h",
    "dram": "dram", "meter per millisecond": "m/ms", "centimeter per millisecond": "cm/ms",
    "kilometer per millisecond": "km/ms", "kilogram": "kg", "microgram": "ug", "gram": "g",
    "degree": "deg", "radian": "rad", "turn": "turn",
}  # fmt: skip

#: What the specification has no place for, with the reason; matched against the case's text.
OUT_OF_SCOPE: tuple[tuple[str, str], ...] = (
    (r"mao\b|\bkuai\b", "colloquial Chinese amounts in pinyin"),
    (r"dollars? and (?:one|two|32)\b|dollars? and one and", "a bare number read as cents"),
    (
        r"(?:dollars?|usd|\$ 100)(?: and)? (?:50|25|15|fifty|forty five)\b",
        "a bare number read as cents",
    ),
    (r"\bmaud 60|twenty musd", "a money code before the amount with an M for million"),
    (r"half turn", "half as a number of turns"),
    (r"2 pm is 2", "a clock time read as picometres"),
    (r"24703m2", "an article number that ends like an area"),
)


def measure_units(data: Path, model: str) -> Result:
    wrong, left_out, right, total = [], Counter[str](), 0, 0
    kinds = {"CurrencyModel": {Kind.MONEY}}.get(model)
    for case in recognizer_cases(data, model):
        text = case["Input"]
        reason = next((why for rule, why in OUT_OF_SCOPE if re.search(rule, text.lower())), None)
        gold = [r for r in case["Results"] if (r.get("Resolution") or {}).get("value")]
        if any("unit" in r["Resolution"] and not r["Resolution"]["value"] for r in case["Results"]):
            reason = reason or "a unit without a number"
        if reason:
            left_out[reason] += 1
            continue
        total += 1
        read = [q for q in read_quantities(text) if q.unit is not None and q.is_compared]
        read = [q for q in read if _in_model(q, kinds)]
        problem = _unit_problem(gold, read)
        right += problem is None
        if problem:
            wrong.append(f"{text[:160]} -> {problem}")
    return {
        "cases": total, "right": right, "share": round(right / total, 4),
        "left_out": dict(left_out), "wrong": wrong,
    }  # fmt: skip


def _in_model(quantity: Quantity, kinds: set[Kind] | None) -> bool:
    if kinds is not None:
        return quantity.kind in kinds or bool(quantity.currencies)
    other = {Kind.MONEY, Kind.PERCENT, Kind.DURATION, Kind.PERCENTAGE_POINT, Kind.TEMPERATURE}
    return quantity.kind not in other


def _unit_problem(gold: list[dict[str, Any]], read: list[Quantity]) -> str | None:
    """Every gold amount must be read with its value and unit, and nothing else invented."""
    unused = list(read)
    for result in gold:
        start, end = result["Start"], result["End"] + 1
        hits = [q for q in unused if q.start < end and start < q.end]
        if not hits:
            return f"missed {result['Text']!r}"
        hit = hits[0]
        unused.remove(hit)
        value = Decimal(result["Resolution"]["value"])
        read_value = hit.nominal if hit.nominal is not None else hit.interval.high
        if read_value is None or abs(read_value - value) > abs(value) * Decimal("0.000001"):
            return f"{result['Text']!r}: value {read_value}"
        wanted = UNIT_NAMES.get(result["Resolution"]["unit"].lower(), "?").split("|")
        known = {hit.currency, *(unit.id for unit in hit.candidates), *hit.currencies}
        if not known & set(wanted):
            return f"{result['Text']!r}: unit {sorted(map(str, known))}, gold {wanted}"
    return f"invented {unused[0].surface!r}" if unused else None


def measure_percent(data: Path) -> Result:
    wrong, right, total, left_out = [], 0, 0, Counter[str]()
    for case in recognizer_cases(data, "PercentModel"):
        gold = [r["Resolution"]["value"] for r in case["Results"]]
        if "null" in gold:
            left_out["a percent sign or word without a number"] += 1
            continue
        if re.match(r"per ?cents? of", case["Input"]):
            left_out[
                "the word before its number: in running text “percent of 10” is a share of 10"
            ] += 1
            continue
        total += 1
        read = [
            f"{q.nominal.normalize():f}%"
            for q in read_quantities(case["Input"])
            if q.kind is Kind.PERCENT and q.nominal is not None
        ]
        right += read == gold
        if read != gold:
            wrong.append(f"{case['Input'][:120]} -> {read}, gold {gold}")
    return {"cases": total, "right": right, "left_out": dict(left_out), "wrong": wrong}


# --- VitaminC --------------------------------------------------------------------------------

BOUND_WORD = re.compile(
    r"\b(?:more than|over|less than|fewer than|under|at least|at most|up to|nearly|almost|about|"
    r"around|approximately|above|below|exceed\w*|as many as|between|no more than|no less than)\b",
    re.IGNORECASE,
)


def is_reporting(page: str) -> bool:
    """Pages are split by a hash of their title: rules were written on the other half only."""
    return hashlib.sha256(page.encode()).digest()[0] & 1 == 1


def vitaminc_rows(data: Path, *, reporting: bool) -> list[dict[str, Any]]:
    rows = read_lines(data / "vitaminc" / "vitaminc_real.half.jsonl")
    return [
        row
        for row in rows
        if BOUND_WORD.search(row["claim"])
        and re.search(r"\d", row["claim"])
        and is_reporting(row["page"]) is reporting
    ]


VERDICTS = {"SUPPORTS": "supported", "REFUTES": "refuted", "NOT ENOUGH INFO": "not_enough_info"}


def clean(text: str) -> str:
    return text.replace("-LRB-", "(").replace("-RRB-", ")").replace("-COLON-", ":")


def measure_vitaminc(data: Path, *, reporting: bool = True, keep: int = 40) -> Result:
    from qa.facts.claims import Evidence, judge

    counts: Counter[tuple[str, str]] = Counter()
    wrong: list[str] = []
    rows = vitaminc_rows(data, reporting=reporting)
    for row in rows:
        evidence = Evidence.of_text(
            clean(row["evidence"]), title=clean(row["page"]), document="evidence"
        )
        verdict = judge(clean(row["claim"]), (evidence,)).verdict.value
        gold = VERDICTS[row["label"]]
        counts[(verdict, gold)] += 1
        if verdict not in {gold, "not_enough_info"} and len(wrong) < keep:
            wrong.append(f"{verdict} (gold {gold}): {row['claim']} || {row['evidence'][:300]}")
    return {**summarise(counts), "wrong": wrong if not reporting else []}


def summarise(counts: Counter[tuple[str, str]]) -> Result:
    total = sum(counts.values())

    def precision(verdict: str) -> float:
        said = sum(n for (v, _), n in counts.items() if v == verdict)
        return round(counts[(verdict, verdict)] / said, 4) if said else 0.0

    decided = sum(n for (verdict, _), n in counts.items() if verdict != "not_enough_info")
    accuracy = sum(n for (verdict, gold), n in counts.items() if verdict == gold)
    return {
        "claims": total, "coverage": round(decided / total, 4) if total else 0.0,
        "precision_supported": precision("supported"), "precision_refuted": precision("refuted"),
        "accuracy": round(accuracy / total, 4) if total else 0.0,
        "table": {f"{verdict} / gold {gold}": n for (verdict, gold), n in sorted(counts.items())},
    }  # fmt: skip


# --- own claims and arithmetic over the corpus --------------------------------------------------


def corpus_evidence() -> list[Any]:
    from qa.facts.claims import Evidence

    found = []
    for path in sorted((ROOT / "corpus").rglob("*")):
        if path.suffix not in {".txt", ".md"} or path.name.upper().startswith("README"):
            continue
        text = path.read_text(encoding="utf-8")
        first = re.search(r"^\W*date:?\s+(\d{4}-\d\d-\d\d)", text[:500], re.MULTILINE)
        date = dt.date.fromisoformat(first[1]) if first else None
        titled = re.search(r"^title: (.+)$", text[:500], re.MULTILINE)
        title = titled[1] if titled else text.strip().splitlines()[0][:120]
        name = path.relative_to(ROOT / "corpus").as_posix()
        evidence = Evidence.of_text(text, document=name, title=title, date=date)
        head = text.find("\n---", 3) + 4 if text.startswith("---") else 0
        kept = tuple(span for span in evidence.sentences if span[0] >= head)
        found.append(replace(evidence, sentences=kept))
    return found


def measure_claims(_: Path) -> Result:
    from qa.facts.claims import judge

    evidence, counts, wrong = corpus_evidence(), Counter[tuple[str, str]](), []
    for row in read_lines(ROOT / "eval/gold/claims.jsonl"):
        verdict = judge(row["claim"], evidence).verdict.value
        counts[(verdict, row["verdict"])] += 1
        if verdict != row["verdict"]:
            wrong.append(f"{row['id']} {verdict} (gold {row['verdict']}): {row['claim']}")
    flips = counts[("supported", "refuted")] + counts[("refuted", "supported")]
    return {**summarise(counts), "flips": flips, "wrong": wrong}


def measure_arithmetic(_: Path) -> Result:
    from qa.facts.plan import Computation, compute

    evidence, right, wrong, refused, must = corpus_evidence(), 0, [], 0, 0
    rows = read_lines(ROOT / "eval/gold/arithmetic.jsonl")
    for row in rows:
        outcome = compute(row["question"], evidence)
        refuse = bool(row.get("refuse"))
        if refuse:
            must += 1
            good = not isinstance(outcome, Computation)
            refused += good
        else:
            good = isinstance(outcome, Computation) and _same_value(row, outcome)
        right += good
        if not good:
            said = (
                outcome.text
                if isinstance(outcome, Computation)
                else getattr(outcome, "reason", None)
            )
            wrong.append(f"{row['id']} {row['question']} -> {said} (gold {row.get('answer')})")
    return {
        "questions": len(rows),
        "right": right,
        "must_refuse": must,
        "refused": refused,
        "wrong": wrong,
    }


def _same_value(row: dict[str, Any], outcome: Any) -> bool:
    """Equal to one of the gold decimals after rounding to that decimal's last written place."""
    value = outcome.result.nominal
    for written in row["value"]:
        gold = Decimal(written)
        place = Decimal(1).scaleb(min(gold.normalize().as_tuple().exponent, 0))
        trailing = len(written.rstrip("0")) if "." not in written else len(written)
        place = Decimal(10) ** (len(written) - trailing) if "." not in written else place
        if abs(value - gold) <= place / 2:
            return bool(row["bound"] in {outcome.result.bound.value, "approx", "exact"})
    return False


# --- speed -----------------------------------------------------------------------------------


def reuters_sentences(data: Path) -> list[str]:
    text = (data / "reuters" / "reut2-000.sgm").read_text(encoding="latin-1")
    sentences = []
    for body in re.findall(r"<BODY>(.*?)</BODY>", text, re.DOTALL):
        body = " ".join(html.unescape(body).split())
        cuts = [*sentence_starts(body), len(body)]
        sentences += [body[a:b].strip() for a, b in itertools.pairwise(cuts) if b - a > 10]
    return sentences


def measure_speed(data: Path) -> Result:
    sentences, date = reuters_sentences(data), dt.date(1987, 3, 1)
    best, quantities = float("inf"), 0
    for _ in range(3):
        begun = time.process_time()
        quantities = sum(len(read_quantities(sentence, anchor=date)) for sentence in sentences)
        best = min(best, time.process_time() - begun)
    return {
        "sentences": len(sentences), "quantities": quantities,
        "sentences_per_second": round(len(sentences) / best),
        "with_digits": round(
            sum(re.search("[0-9]", s) is not None for s in sentences) / len(sentences), 3
        ),
    }  # fmt: skip


def measure_tokens(data: Path) -> Result:
    from qa.facts.normalise import search_tokens

    text = " ".join(reuters_sentences(data))
    begun = time.process_time()
    search_tokens(text)
    dense = time.process_time() - begun
    plain = re.sub(r"[0-9]", "", text)
    begun = time.process_time()
    search_tokens(plain)
    sparse = time.process_time() - begun
    size = len(text) / 1e6
    return {
        "newswire_mb_per_s": round(size / dense, 1),
        "without_digits_mb_per_s": round(size / sparse, 1),
    }


MEASURES: dict[str, tuple[Callable[[Path], Result], str | None]] = {
    "reading": (measure_reading, None),
    "ranges": (measure_ranges, "recognizers"),
    "currency": (lambda data: measure_units(data, "CurrencyModel"), "recognizers"),
    "dimension": (lambda data: measure_units(data, "DimensionModel"), "recognizers"),
    "percent": (measure_percent, "recognizers"),
    "vitaminc": (measure_vitaminc, "vitaminc"),
    "vitaminc_tuning": (lambda data: measure_vitaminc(data, reporting=False), "vitaminc"),
    "claims": (measure_claims, None),
    "arithmetic": (measure_arithmetic, None),
    "speed": (measure_speed, "reuters"),
    "tokens": (measure_tokens, "reuters"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--only", choices=sorted(MEASURES), action="append")
    parser.add_argument("--write", action="store_true", help="write the files even with --only")
    options = parser.parse_args()
    results: dict[str, Result] = {}
    for name in options.only or MEASURES:
        measure, needs = MEASURES[name]
        gold = ROOT / "eval" / "gold" / f"{name}.jsonl"
        present = (
            gold.exists()
            if name in {"claims", "arithmetic"}
            else (needs is None or (options.data / needs).exists())
        )
        if not present:
            print(f"{name}: left out, its data is not there")
            continue
        results[name] = measure(options.data)
        print(f"{name}: {json.dumps(results[name], ensure_ascii=False, indent=1)}")
    if options.write or not options.only:
        write_report(results)


def write_report(results: dict[str, Result]) -> None:
    """JSON with everything and Markdown with the figures, under eval/results/."""
    folder = ROOT / "eval" / "results"
    folder.mkdir(parents=True, exist_ok=True)
    about = {
        "command": "python eval/facts.py", "date": dt.date.today().isoformat(),
        "python": platform.python_version(),
    }  # fmt: skip
    kept = {name: {**result, "wrong": _own(name, result)} for name, result in results.items()}
    text = json.dumps({"about": about, "results": kept}, ensure_ascii=False, indent=1)
    (folder / "facts.json").write_text(text + "\n", encoding="utf-8")
    lines = [
        "# Numeric facts",
        "",
        f"`{about['command']}`, {about['date']}, Python {about['python']}",
        "",
    ]
    for name, result in results.items():
        lines += [f"## {name}", "", "| measure | value |", "|---|---|"]
        shown = {k: v for k, v in result.items() if k != "wrong"}
        lines += [f"| {key} | {value} |" for key, value in shown.items()]
        lines += ["", *(f"- still wrong: {item}" for item in _own(name, result)), ""]
    (folder / "facts.md").write_text("\n".join(lines), encoding="utf-8")


def _own(name: str, result: Result) -> list[str]:
    """Wrong cases in words only for the project's own gold: public text stays where it is."""
    return result.get("wrong", []) if name in {"reading", "claims", "arithmetic"} else []


if __name__ == "__main__":
    main()
