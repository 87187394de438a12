"""How the words of a passage stand to a question: the match features of the trained reader.

Exact and stemmed matches as in DrQA (Chen et al. 2017), soft matches by cosine, how much of the
question a sentence has against the best sentence, and how near the matched words are.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qa.reader.lexicon import FLAG_FEATURES, Floats, Ints, Lexicon

MATCH_FEATURES = 20
FEATURES = MATCH_FEATURES + FLAG_FEATURES
#: Columns of `match_features`: the share of the question's content words that the sentence has,
#: word for word and softly.
EXACT_SHARE, SOFT_SHARE = 10, 12


def question_features(lexicon: Lexicon, question: Ints) -> Floats:
    """(Q, 1 + flags): salience and flags of each question word."""
    return np.concatenate([lexicon.salience[question, None], lexicon.flags[question]], 1)


def match_features(lexicon: Lexicon, question: Ints, words: Ints, sentences: Ints) -> Floats:
    """How each context word stands to the question, shape (T, FEATURES).

    `sentences` numbers the sentences over everything that is read for the question: relative
    overlap compares with the best sentence of all of it.
    """
    content = question[lexicon.flags[question, 0] + lexicon.flags[question, 9] == 0]
    weight = lexicon.salience[content] if len(content) else np.zeros(0, np.float32)
    total = float(weight.sum()) or 1.0
    exact, stems, cosine = _compare(lexicon, content, words)
    columns = _word_columns(lexicon, question, words, (exact, stems, cosine, weight))
    columns += _sentence_columns(sentences, stems, cosine, weight / total)
    columns += _nearness_columns(stems.sum(1) > 0.0, (stems * (weight / total)).sum(1))
    return np.concatenate([np.stack(columns, 1), lexicon.flags[words]], 1, dtype=np.float32)


def _compare(lexicon: Lexicon, content: Ints, words: Ints) -> tuple[Floats, Floats, Floats]:
    """(T, Q) tables: same word, same stem, cosine, for the question's content words."""
    codes = lexicon.codes
    exact = codes[words, 0][:, None] == codes[content, 0][None]
    stems = codes[words, 1][:, None] == codes[content, 1][None]
    cosine = lexicon.vectors[words] @ lexicon.vectors[content].T
    stop = lexicon.flags[words, 0] > 0
    cosine[stop] = 0.0
    return exact.astype(np.float32), stems.astype(np.float32), cosine


def _word_columns(
    lexicon: Lexicon,
    question: Ints,
    words: Ints,
    tables: tuple[Floats, Floats, Floats, Floats],
) -> list[Floats]:
    exact, stems, cosine, weight = tables
    zeros = np.zeros(len(words), np.float32)
    in_question = np.isin(lexicon.codes[words, 0], lexicon.codes[question, 0]).astype(np.float32)
    has = bool(len(weight))
    matched = stems.max(1) if has else zeros
    before = np.concatenate([[0.0], matched[:-1]]).astype(np.float32)
    after = np.concatenate([matched[1:], [0.0]]).astype(np.float32)
    return [
        in_question,
        exact.max(1) if has else zeros,
        matched,
        (stems * weight).max(1) if has else zeros,
        cosine.max(1) if has else zeros,
        (cosine * weight).max(1) if has else zeros,
        before,
        after,
        _bigrams(lexicon, question, words),
        lexicon.salience[words],
    ]


def _bigrams(lexicon: Lexicon, question: Ints, words: Ints) -> Floats:
    """1 for both words of a pair that also stands side by side in the question."""
    low, asked = lexicon.codes[words, 0].astype(np.int64), lexicon.codes[question, 0]
    pairs = low[:-1] << 32 | low[1:]
    wanted = asked[:-1].astype(np.int64) << 32 | asked[1:]
    found = np.isin(pairs, wanted)
    marks = np.zeros(len(words), np.float32)
    marks[:-1] += found
    marks[1:] += found
    return np.minimum(marks, 1.0)


def _sentence_columns(
    sentences: Ints, stems: Floats, cosine: Floats, weight: Floats
) -> list[Floats]:
    """Share of the question's content found in the sentence; the same against the best one."""
    starts = np.flatnonzero(np.diff(sentences, prepend=-1))
    lengths = np.diff(np.append(starts, len(sentences)))
    columns: list[Floats] = []
    for table in (stems, np.clip(cosine, 0.0, 1.0)):
        if not len(weight):
            columns += [np.zeros(len(sentences), np.float32)] * 2
            continue
        share = np.maximum.reduceat(table, starts, axis=0) @ weight
        columns += [np.repeat(share, lengths), np.repeat(share - share.max(), lengths)]
    first = np.zeros(len(sentences), np.float32)
    first[starts] = 1.0
    return [*columns, first, np.repeat(np.log1p(lengths) / 4.0, lengths).astype(np.float32)]


def _nearness_columns(matched: npt.NDArray[np.bool_], weight: Floats) -> list[Floats]:
    """Closeness of the nearest matched word on either side, and matches within 5 and 12 words."""
    size = len(matched)
    places = np.arange(size)
    left = np.maximum.accumulate(np.where(matched, places, -1000))
    right = np.minimum.accumulate(np.where(matched, places, size + 1000)[::-1])[::-1]
    sums = np.concatenate([[0.0], np.cumsum(weight)])
    columns = [np.exp((left - places) / 4.0), np.exp((places - right) / 4.0)]
    for reach in (5, 12):
        low, high = np.maximum(places - reach, 0), np.minimum(places + reach + 1, size)
        columns.append(sums[high] - sums[low])
    return [column.astype(np.float32) for column in columns]
