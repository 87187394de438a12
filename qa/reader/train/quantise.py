"""`python -m qa.reader.train.quantise`: the small model's vocabulary and table of piece vectors.

    python -m qa.reader.train.quantise --model FOLDER --data ../shared/data --out runs/table

Pieces that the training texts never use are left out of the vocabulary, single characters apart,
and the others' vectors are coded (`qa.reader.pieces.PieceTable`).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa.reader.lexicon import Floats, find_tokens
from qa.reader.network import VOCABULARY
from qa.reader.pieces import PieceTable, Splitter
from qa.reader.train.command import run
from qa.reader.train.newswire import read_reuters
from qa.reader.train.sources import read_all

TABLE = "table.safetensors"
NUMBERS_A_BYTE = 8
_MARKS = ("[UNK]", "[CLS]", "[SEP]")


def count_pieces(splitter: Splitter, texts: Iterable[str], size: int) -> npt.NDArray[np.int64]:
    """How often each of `size` pieces occurs in `texts`."""
    counts = np.zeros(size, np.int64)
    for text in texts:
        for pieces in splitter.split([text[a:b] for a, b in find_tokens(text)]):
            counts[pieces] += 1
    return counts


def kept_pieces(words: list[str], counts: npt.NDArray[np.int64]) -> list[int]:
    """The pieces that were used, single characters and the marks."""
    return [
        number
        for number, word in enumerate(words)
        if counts[number] or word in _MARKS or len(word.removeprefix("##")) == 1
    ]


def quantise(
    vectors: Floats, counts: npt.NDArray[np.int64], common: int, *, seed: int = 1
) -> PieceTable:
    """Code `vectors` (V, W); the `common` most counted keep eight bits a number."""
    import faiss

    width = vectors.shape[1]
    coder = faiss.ProductQuantizer(width, width // NUMBERS_A_BYTE, 8)
    coder.cp.seed, coder.cp.niter = seed, 20
    coder.train(vectors)
    books = faiss.vector_to_array(coder.centroids).reshape(coder.M, 256, NUMBERS_A_BYTE)
    order = np.sort(np.argsort(-counts, kind="stable")[:common]).astype(np.int32)
    scales = np.maximum(np.abs(vectors[order]).max(1) / 127.0, 1e-6).astype(np.float16)
    levels = np.rint(vectors[order] / scales[:, None].astype(np.float32)).astype(np.int8)
    return PieceTable(coder.compute_codes(vectors), books.astype(np.float16), order, levels, scales)


def save_table(table: PieceTable, folder: Path) -> None:
    from safetensors.numpy import save_file

    arrays = {f"pieces.{name}": getattr(table, name) for name in PieceTable.NAMES}
    save_file(arrays, str(folder / TABLE))


def read_table(folder: Path) -> Floats:
    """The vectors as the small model reads them, (V, W)."""
    from safetensors.numpy import load_file

    table = PieceTable.of(load_file(str(folder / TABLE)))
    return table.vectors(np.arange(len(table.codes)))


def main(arguments: list[str] | None = None) -> int:
    from safetensors.numpy import load_file

    parser = argparse.ArgumentParser(
        prog="python -m qa.reader.train.quantise", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--model", type=Path, required=True, help="the pretrained encoder's folder")
    parser.add_argument("--data", type=Path, required=True, help="folder with qamr/, qed/, ...")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--common", type=int, default=900, help="pieces to keep in eight bits")
    options = parser.parse_args(arguments)
    words = (options.model / "vocab.txt").read_text(encoding="utf-8").splitlines()
    texts = dict.fromkeys(
        text for asked in read_all(options.data) for text in (asked.text, asked.question)
    )
    texts.update(dict.fromkeys(asked.text for asked in read_reuters(options.data / "reuters")))
    counts = count_pieces(Splitter.load(options.model / "vocab.txt"), texts, len(words))
    kept = kept_pieces(words, counts)
    weights = load_file(str(options.model / "model.safetensors"))
    vectors = weights["embeddings.word_embeddings.weight"].astype(np.float32)[kept]
    table = quantise(vectors, counts[kept], options.common)
    options.out.mkdir(parents=True, exist_ok=True)
    save_table(table, options.out)
    text = "".join(words[number] + "\n" for number in kept)
    (options.out / VOCABULARY).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    run(main)
