"""How sure the lexical reader may be: logistic regressions on held-out questions.

Every question is asked with and without the passage that answers it, among the nearest others;
one that its text does not answer is asked once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from qa.reader.fit_data import Example, Pool
from qa.reader.fit_scores import best_f1, normal_tokens
from qa.reader.lexical import LexicalWeights, confidence_features, rank_answers
from qa.reader.question import understand
from qa.reader.ranking import gather
from qa.types import AnswerType

#: Passages that a question is read over.
PASSAGES = 8
#: Questions with fewer words to go by are left out.
LEAST_WORDS = 3
Confidence = dict[str, dict[str, float]]


def fit_confidence(
    held: Sequence[Example], pool: Pool, weights: LexicalWeights
) -> tuple[Confidence, Confidence]:
    """Logistic regressions of "the first answer is right" (F1 of at least one half), and of "the
    first sentence holds the answer" for questions that want evidence; with their quality."""
    tables: dict[str, list[dict[str, float]]] = {"answer": [], "evidence": []}
    labels: dict[str, list[float]] = {"answer": [], "evidence": []}
    for example in held:
        asked = understand(example.question)
        if len(asked.content) < LEAST_WORDS:
            continue
        for present in (True, False) if example.answers else (True,):
            gathered = gather(asked, pool.hits(example, PASSAGES, with_answer=present))
            for name in tables:
                kind = AnswerType.YES_NO if name == "evidence" else asked.expected
                meant = replace(asked, expected=kind)
                ranked = rank_answers(meant, gathered, weights)
                tables[name].append(confidence_features(meant, gathered.shown, ranked))
                good = (
                    present
                    and bool(example.answers)
                    and bool(ranked)
                    and _is_right(ranked[0].text, example, name)
                )
                labels[name].append(float(good))
    fitted = {name: _fit_one(tables[name], labels[name]) for name in tables}
    return (
        {name: found for name, (found, _) in fitted.items()},
        {name: quality for name, (_, quality) in fitted.items()},
    )


def _is_right(text: str, example: Example, name: str) -> bool:
    if name == "evidence":
        return any(answer.lower() in text.lower() for answer in example.answers)
    return best_f1(text, [normal_tokens(answer) for answer in example.answers]) >= 0.5


def _fit_one(
    rows: list[dict[str, float]], labels: list[float]
) -> tuple[dict[str, float], dict[str, float]]:
    """Fit on all questions; the quality is that of a fit on every other question."""
    names = sorted({name for row in rows for name in row})
    table = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    target = np.array(labels)
    even = np.arange(len(rows)) // 2 % 2 == 0
    quality = _quality(table[~even], target[~even], _logistic(table[even], target[even]))
    final = (round(float(weight), 4) for weight in _logistic(table, target))
    return dict(zip([*names, "bias"], final, strict=True)), quality


def _logistic(table: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    """Newton's method with a light ridge; the last weight is the bias."""
    full = np.hstack([table, np.ones((len(table), 1))])
    weights = np.zeros(full.shape[1])
    ridge = np.eye(full.shape[1]) * 0.5
    for _ in range(30):
        chance = 1 / (1 + np.exp(-full @ weights))
        slope = full.T @ (chance - target) + ridge @ weights
        curve = (full * (chance * (1 - chance))[:, None]).T @ full + ridge
        weights = weights - np.linalg.solve(curve, slope)
    return weights


def _quality(
    table: NDArray[np.float64], target: NDArray[np.float64], weights: NDArray[np.float64]
) -> dict[str, float]:
    chance = 1 / (1 + np.exp(-np.hstack([table, np.ones((len(table), 1))]) @ weights))
    bins = np.minimum((chance * 10).astype(int), 9)
    gaps = [
        abs(chance[bins == b].mean() - target[bins == b].mean()) * float((bins == b).mean())
        for b in range(10)
        if (bins == b).any()
    ]
    order = np.argsort(-chance, kind="stable")
    precision = np.cumsum(target[order]) / np.arange(1, len(target) + 1)
    covered = np.nonzero(precision >= 0.8)[0]
    return {
        "calibration error": round(float(sum(gaps)), 4),
        "brier": round(float(((chance - target) ** 2).mean()), 4),
        "base rate": round(float(target.mean()), 4),
        "share answered at 80 % right": round((covered[-1] + 1) / len(target), 4)
        if len(covered)
        else 0.0,
    }
