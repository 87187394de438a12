"""`python -m qa` and the `qa` script."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    try:
        from qa.cli import app

        app()
    except KeyboardInterrupt:  # while still importing
        sys.exit(130)
    sys.exit(0)


if __name__ == "__main__":
    main()
