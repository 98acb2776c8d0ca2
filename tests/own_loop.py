"""Coroutines run to their end in a thread of their own: the browser's loop goes on in the thread of the tests."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def in_own_thread(run: Callable[..., Any], *given: Any) -> Any:
    """What `run` (asyncio.run, anyio.run) gives in a thread in which no loop runs yet."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run, *given).result()
