"""One thread makes and uses the value; failures and order come back to whoever asked."""

from __future__ import annotations

import threading

import pytest

from qa.terminal.background import Background


def test_everything_happens_in_one_other_thread_in_order() -> None:
    seen: list[object] = []

    def make() -> list[object]:
        seen.append(threading.get_ident())
        return seen

    background = Background(make)
    first = background.call(lambda value: value.append(threading.get_ident()))
    second = background.call(lambda value: len(value))
    assert second.result(5) == 2
    assert first.done()
    background.stop(5)
    assert seen[0] == seen[1] != threading.get_ident()


def test_a_failure_to_make_fails_every_call_with_the_same_error() -> None:
    def make() -> int:
        raise ValueError("no index")

    background = Background(make)
    with pytest.raises(ValueError, match="no index") as caught:
        background.call(lambda value: value + 1).result(5)
    assert background.made.exception() is caught.value
    background.stop(5)


def test_a_call_s_error_is_its_own_and_a_cancelled_call_never_runs() -> None:
    ran: list[int] = []
    gate = threading.Event()
    background = Background(lambda: 1)
    held = background.call(lambda _: gate.wait(5))
    cancelled = background.call(lambda _: ran.append(1))
    broken = background.call(lambda value: value / 0)
    assert cancelled.cancel()
    gate.set()
    with pytest.raises(ZeroDivisionError):
        broken.result(5)
    assert held.result(5) is True
    assert background.call(lambda value: value).result(5) == 1
    assert not ran
    background.stop(5)


def test_closing_comes_last_and_begins_nothing() -> None:
    made: list[str] = []

    def make() -> list[str]:
        made.append("made")
        return made

    Background(make).stop(1, lambda value: value.append("closed"))
    assert made == []
    background = Background(make)
    background.call(lambda value: value.append("used"))
    background.stop(5, lambda value: value.append("closed"))
    assert made == ["made", "used", "closed"]
