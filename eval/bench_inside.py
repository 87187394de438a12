"""What the benchmark measures inside one process; each command prints one JSON object.

    python eval/bench_inside.py warm INDEX QUESTIONS    answers and searches of an opened index
    python eval/bench_inside.py encode INDEX COUNT      both encoders over passages of the index

A process of its own, since the libraries it needs would count in the memory of every command
that the benchmark starts afterwards.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bench_measure import percentile

#: Questions asked before the clock counts.
_WARM_UP = 20
#: Rounds of the encoding comparison; the best of each side counts.
_ROUNDS = 3


def warm(index: Path, questions: Sequence[str]) -> dict[str, float]:
    """Milliseconds of answers, of searches, and of one-thread FAISS over the same vectors.

    Every second question is answered and the others are searched for, so that no search finds
    its pages warmed by the answer to the same question; FAISS sees all of them.
    """
    from qa.engine import Engine
    from qa.settings import Settings
    from qa.types import AnswerStatus

    engine = Engine.open(index, Settings(index=str(index)))
    flat = _flat_search(index, engine)
    for question in questions[:_WARM_UP]:
        engine.ask(question)
        flat(question)()
    asked: list[float] = []
    searched: list[float] = []
    scanned: list[float] = []
    answered = 0
    for number, question in enumerate(questions):
        if number % 2:
            searched.append(_timed(partial(engine.search, question)))
        else:
            began = time.perf_counter()
            answer = engine.ask(question)
            asked.append(time.perf_counter() - began)
            answered += answer.status is AnswerStatus.ANSWERED
        scanned.append(_timed(flat(question)))
    spread = {"ask": asked, "search": searched, "faiss": scanned}
    result = {
        f"{name}_p{share}": percentile(values, share / 100) * 1000
        for name, values in spread.items()
        for share in (50, 95)
    }
    return result | {"questions": len(questions), "answered": answered / max(1, len(asked))}


def _flat_search(index: Path, engine: Any) -> Callable[[str], Callable[[], object]]:
    """Question → the bare search of the index's own vector file for its 50 nearest."""
    import faiss

    from qa.store.encoders import load_encoder
    from qa.store.generations import VECTORS, read_manifest

    manifest = read_manifest(index)
    vectors = faiss.read_index(str(index / manifest.folder / VECTORS), faiss.IO_FLAG_MMAP_IFC)
    encoder = load_encoder(manifest.encoder)
    depth = min(engine.settings.candidates, manifest.passages)
    faiss.omp_set_num_threads(1)

    def prepare(question: str) -> Callable[[], object]:
        query = encoder.encode_query(question)[None]
        return lambda: vectors.search(query, depth)

    return prepare


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def encode(index: Path, count: int) -> dict[str, float]:
    """Passages a second of the built-in encoder and of the sentence-transformers pipeline."""
    from qa.store.encoders import StaticEncoder

    texts = _texts(index, count)
    pipeline = _pipeline()
    best = {"builtin": 0.0, "sentence_transformers": 0.0}
    for _ in range(_ROUNDS):
        encoder = StaticEncoder.load()  # a fresh one has met no word yet
        seconds = _timed(partial(encoder.encode, texts))
        best["builtin"] = max(best["builtin"], len(texts) / seconds)
        seconds = _timed(
            lambda: pipeline.encode(
                texts, batch_size=1024, normalize_embeddings=True, show_progress_bar=False
            )
        )
        best["sentence_transformers"] = max(best["sentence_transformers"], len(texts) / seconds)
    return best | {"texts": len(texts)}


def _texts(index: Path, count: int) -> list[str]:
    """Up to `count` passages, spread evenly, as the index's encoder saw them."""
    from qa.store.index import Index
    from qa.store.writer import searched_text

    opened = Index.open(index)
    ids = [int(number) for number in opened.dense.ids]
    chosen = ids[:: max(1, len(ids) // count)][:count]
    texts = []
    for start in range(0, len(chosen), 500):
        passages = opened.catalog.passages(chosen[start : start + 500])
        texts += [searched_text(passage) for passage in passages]
    opened.close()
    return texts


def _pipeline() -> Any:
    import numpy as np
    from safetensors.numpy import load_file
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer

    from qa.store.encoders import built_in_files

    weights, tokenizer = built_in_files()
    table = load_file(weights)["embedding.weight"].astype(np.float32)
    module = StaticEmbedding(Tokenizer.from_file(str(tokenizer)), table)
    return SentenceTransformer(modules=[module], device="cpu")


def main(arguments: Sequence[str]) -> None:
    command, index, third = arguments
    if command == "warm":
        questions = Path(third).read_text(encoding="utf-8").splitlines()
        result = warm(Path(index), questions)
    else:
        result = encode(Path(index), int(third))
    print(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1:])
