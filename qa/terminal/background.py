"""A value made and used in one thread of its own, while the person types."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")
Result = TypeVar("Result")


class Background(Generic[Value]):
    """Makes a value in a thread and runs every call on it there, one after the other.

    One thread, because the value may hold connections that must stay in theirs, and because
    whoever waits can then be interrupted at once, even while native code is at work.
    """

    def __init__(self, make: Callable[[], Value]) -> None:
        self.made: Future[Value] = Future()
        self._make = make
        self._calls: queue.SimpleQueue[tuple[Future[Any], Callable[[Value], Any]] | None]
        self._calls = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, daemon=True, name="engine")
        self._started = False

    def start(self) -> None:
        """Begin making the value; later calls do nothing."""
        if not self._started:
            self._started = True
            self._thread.start()

    def call(self, function: Callable[[Value], Result]) -> Future[Result]:
        """`function(value)`, run after the calls before it; fails as the making failed."""
        self.start()
        future: Future[Result] = Future()
        self._calls.put((future, function))
        return future

    def stop(self, seconds: float, close: Callable[[Value], None] | None = None) -> None:
        """Let the calls end, `close` last, but wait no longer than `seconds` for them.

        What was never begun is not begun for this.
        """
        if self._started:
            if close is not None:
                self.call(close)
            self._calls.put(None)
            self._thread.join(seconds)

    def _work(self) -> None:
        _settle(self.made, self._make)
        while (entry := self._calls.get()) is not None:
            future, function = entry
            if future.set_running_or_notify_cancel():
                _settle(future, lambda call=function: call(self.made.result()))  # type: ignore[misc]


def _settle(future: Future[Any], run: Callable[[], Any]) -> None:
    """Put what `run` gives or raises into `future`."""
    try:
        result = run()
    except BaseException as error:  # whoever waits for it must hear of it, whatever it is
        future.set_exception(error)
    else:
        future.set_result(result)
