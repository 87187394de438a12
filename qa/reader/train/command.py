"""Runs a training command: what is known to go wrong is one line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NoReturn

from qa.errors import QAError


def run(main: Callable[[], int]) -> NoReturn:
    """Exit with what `main` returns; 1 after an error, which is said."""
    try:
        raise SystemExit(main())
    except (QAError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(1) from None
