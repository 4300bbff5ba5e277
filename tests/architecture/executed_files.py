"""Watches which files run: those in which the body of a function is entered, importing apart."""

import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

_MODULE = "<module>"


class Watch:
    """Watches a fixed set of files, given by their paths below ``root``."""

    def __init__(self, root: Path, paths: Iterable[str]) -> None:
        # A frame names its file as it was found on the import path, so each is looked up as a whole text.
        self._watched: Mapping[str, str] = {str(root / path): path for path in paths}

    @contextmanager
    def watching(self) -> Iterator[set[str]]:
        """Give the set into which every file goes that runs inside, in this thread or one that is started inside."""
        seen: set[str] = set()
        before = sys.getprofile()
        profile = _Profile(self._watched, seen)
        threading.setprofile(profile)
        sys.setprofile(profile)
        try:
            yield seen
        finally:
            sys.setprofile(before)
            threading.setprofile(before)


class _Profile(threading.local):
    """What the interpreter calls at the beginning and the end of every function; each thread has its own depth."""

    def __init__(self, watched: Mapping[str, str], seen: set[str]) -> None:
        self._watched, self._seen, self._importing = watched, seen, 0

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> None:
        code = frame.f_code
        if code.co_name == _MODULE and event in ("call", "return"):
            # A module that is imported only now: what it calls while it is made is no part of what is watched.
            self._importing += 1 if event == "call" else -1
        elif event == "call" and not self._importing:
            path = self._watched.get(code.co_filename)
            if path is not None:
                self._seen.add(path)
