"""The dense side: unit vectors in a FAISS fp16 scalar quantiser, searched exhaustively.

One OpenMP thread: on few cores two make a single query slower. The file is memory-mapped.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.errors import IndexDamaged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    Ids = NDArray[np.int64]


class DenseIndex:
    """Passage id → vector, by inner product (cosine, since the vectors have unit length)."""

    def __init__(self, index: Any) -> None:
        import faiss

        faiss.omp_set_num_threads(1)
        self._index = index
        self._ids: Ids | None = None

    @classmethod
    def create(cls, dimension: int) -> DenseIndex:
        import faiss

        kind = faiss.ScalarQuantizer.QT_fp16
        quantiser = faiss.IndexScalarQuantizer(dimension, kind, faiss.METRIC_INNER_PRODUCT)
        return cls(faiss.IndexIDMap(quantiser))

    @classmethod
    def open(cls, path: Path, *, mapped: bool = True) -> DenseIndex:
        """Open a written index; memory-mapped ones are for searching only."""
        import faiss

        try:
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC if mapped else 0))
        except RuntimeError as error:
            raise IndexDamaged(
                f"{path.name} is not a readable vector file: run qa index --rebuild"
            ) from error

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    @property
    def ids(self) -> Ids:
        """The passage ids, ascending: row i of the vectors belongs to `ids[i]`."""
        import faiss

        if self._ids is None:
            self._ids = faiss.vector_to_array(self._index.id_map)
        return self._ids

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        import numpy as np

        self._index.add_with_ids(vectors, np.asarray(ids, dtype=np.int64))
        self._ids = None

    def remove(self, ids: Sequence[int]) -> None:
        import numpy as np

        if ids:
            self._index.remove_ids(np.asarray(ids, dtype=np.int64))
            self._ids = None

    def write(self, path: Path) -> None:
        import faiss

        faiss.write_index(self._index, str(path))

    def search(
        self, vector: Vectors, limit: int, *, among: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """The `limit` nearest passages as (id, cosine), best first, ties by id."""
        import faiss
        import numpy as np

        limit = min(limit, len(self))
        if limit == 0 or (among is not None and not len(among)):
            return []
        parameters = None
        if among is not None:
            # The selector keeps only a pointer, so the array must outlive the search.
            allowed = np.asarray(among, dtype=np.int64)
            selector = faiss.IDSelectorBatch(allowed)
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]  # its stub
        scores, ids = self._index.search(vector[None], limit, params=parameters)
        found = [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def scores(self, vector: Vectors, ids: Sequence[int]) -> list[float]:
        """The cosine of each of these passages with `vector`."""
        import faiss
        import numpy as np

        if not ids:
            return []
        rows = np.searchsorted(self.ids, np.asarray(ids, dtype=np.int64))
        inner = faiss.downcast_index(self._index.index)
        vectors = np.stack([inner.reconstruct(int(row)) for row in rows])
        return [float(score) for score in vectors @ vector]
