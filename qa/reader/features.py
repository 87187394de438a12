"""How much of a question each sentence has: what is worth reading, and how sure to be of it."""

from __future__ import annotations

import numpy as np

from qa.reader.lexicon import Floats, Ints, Lexicon


def match_shares(
    lexicon: Lexicon, question: Ints, words: Ints, sentences: Ints
) -> tuple[Floats, Floats]:
    """For each word, the share of the question's content that its sentence has.

    First by stem, then softly by the cosine of word vectors; content words count by their
    salience. `words` and `sentences` are (T,), sentence numbers not decreasing.
    """
    content = question[lexicon.flags[question, 0] + lexicon.flags[question, 9] == 0]
    if not len(content) or not len(words):
        nothing = np.zeros(len(words), np.float32)
        return nothing, nothing
    weight = lexicon.salience[content]
    weight = weight / (float(weight.sum()) or 1.0)
    stems = lexicon.codes[words, 1][:, None] == lexicon.codes[content, 1][None]
    cosine = lexicon.vectors[words] @ lexicon.vectors[content].T
    cosine[lexicon.flags[words, 0] > 0] = 0.0
    starts = np.flatnonzero(np.diff(sentences, prepend=-1))
    lengths = np.diff(np.append(starts, len(sentences)))

    def share(table: Floats) -> Floats:
        found = np.maximum.reduceat(table, starts, axis=0) @ weight
        return np.asarray(np.repeat(found, lengths), np.float32)

    return share(stems.astype(np.float32)), share(np.clip(cosine, 0.0, 1.0))
