"""Every error the tool raises on purpose. One line each: what is wrong, where, the remedy.

    QAError                     exit code 1
    ├── UsageError              exit code 2: the request itself is malformed
    │   ├── EmptyQuestion
    │   ├── QuestionTooLong
    │   └── SettingsError       a bad value in qa.toml, QA_* or a flag
    ├── CorpusError             nothing readable to index
    ├── LoadError               one file could not be read (the run goes on; it is reported)
    ├── IndexProblem
    │   ├── IndexMissing
    │   ├── IndexDamaged        a file is gone, short or altered; counts disagree
    │   ├── IndexFormat         written by an older or newer version
    │   ├── IndexLocked         another process is writing
    │   └── EncoderMismatch     the index was built by another encoder
    ├── ModelUnavailable        an encoder, reader or reranker cannot be had
    ├── QuoteMismatch           a quote is not the document's text at its offsets
    ├── BatchError              the questions file cannot be read at all
    └── DatasetError            an evaluation dataset is not what it says it is

Only the command line turns these into a line on stderr and an exit code.
"""

from __future__ import annotations


class QAError(Exception):
    """Base of all errors raised on purpose; `str(error)` is one line that names the remedy."""

    exit_code = 1


class UsageError(QAError):
    exit_code = 2


class EmptyQuestion(UsageError):
    pass


class QuestionTooLong(UsageError):
    pass


class SettingsError(UsageError):
    pass


class CorpusError(QAError):
    pass


class LoadError(QAError):
    pass


class IndexProblem(QAError):
    pass


class IndexMissing(IndexProblem):
    pass


class IndexDamaged(IndexProblem):
    pass


class IndexFormat(IndexProblem):
    pass


class IndexLocked(IndexProblem):
    pass


class EncoderMismatch(IndexProblem):
    pass


class ModelUnavailable(QAError):
    pass


class QuoteMismatch(QAError):
    pass


class BatchError(QAError):
    pass


class DatasetError(QAError):
    pass
