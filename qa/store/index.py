"""An opened index: catalogue, vectors and terms of one generation, holding the same passages."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

from qa.errors import EncoderMismatch, IndexDamaged
from qa.settings import AUTO
from qa.store.catalog import Catalog
from qa.store.dense import DenseIndex
from qa.store.encoders import Encoder, load_encoder
from qa.store.generations import (
    CATALOG,
    REBUILD,
    TERMS,
    VECTORS,
    Manifest,
    read_manifest,
    verify_files,
)
from qa.store.terms import TermIndex
from qa.types import IndexStatus


class Index:
    """Read access to a published generation; the encoder is loaded when first needed."""

    def __init__(self, path: Path, manifest: Manifest, *, encoder: Encoder | None = None) -> None:
        folder = path / manifest.folder
        self.path = path
        self.manifest = manifest
        self.catalog = Catalog.open(folder / CATALOG)
        self.dense = DenseIndex.open(folder / VECTORS)
        self.terms = TermIndex.open(folder / TERMS)
        self._encoder = encoder

    @classmethod
    def open(cls, path: Path, *, encoder: str = AUTO) -> Index:
        """Open and verify; raises the IndexProblem that says what is wrong and what to do."""
        manifest = read_manifest(path)
        if encoder not in (AUTO, manifest.encoder):
            raise EncoderMismatch(
                f"{path} was built with the encoder {manifest.encoder!r}, not {encoder!r}: "
                f"leave --encoder out, or run qa index --rebuild --encoder {encoder}"
            )
        verify_files(path, manifest)
        try:
            index = cls(path, manifest)
            index._verify_counts()
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(f"{path}: the catalogue is damaged ({error}): {REBUILD}") from error
        return index

    def _verify_counts(self) -> None:
        *_, passages = self.catalog.counts()
        counts = (passages, len(self.dense), len(self.terms), self.manifest.passages)
        if len(set(counts)) > 1:
            raise IndexDamaged(
                f"{self.path}: the catalogue holds {counts[0]} passages, the vectors {counts[1]}, "
                f"the terms {counts[2]}, the manifest {counts[3]}: {REBUILD}"
            )

    @property
    def encoder(self) -> Encoder:
        if self._encoder is None:
            encoder = load_encoder(self.manifest.encoder)
            if encoder.dimension != self.manifest.dimension:
                raise EncoderMismatch(
                    f"the model {self.manifest.encoder!r} now gives vectors of "
                    f"{encoder.dimension}, the index holds {self.manifest.dimension}: {REBUILD}"
                )
            self._encoder = encoder
        return self._encoder

    def use(self, encoder: Encoder) -> None:
        """Search by another encoder of the same passages, such as one with questions adapted."""
        self._encoder = encoder

    def status(self) -> IndexStatus:
        manifest = self.manifest
        return IndexStatus(
            path=str(self.path),
            generation=manifest.generation,
            roots=manifest.roots,
            encoder=manifest.encoder,
            documents=manifest.documents,
            passages=manifest.passages,
            skipped=self.catalog.skipped() + self.catalog.unreadable(),
            notes=self.catalog.notes(),
            built=dt.datetime.fromisoformat(manifest.created),
            bytes=sum(seal.size for seal in manifest.files.values()),
        )

    def close(self) -> None:
        self.catalog.close()
