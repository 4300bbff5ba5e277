"""The accessibility checker axe-core, fetched once by npm into a cache and put into a page."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

VERSION = "4.14.1"
WANTED = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


class AxeAbsentError(RuntimeError):
    """The checker is neither in the cache nor to be had."""


def axe_source() -> str:
    """Give the checker's script.

    Raises:
        AxeAbsentError: npm is absent or cannot fetch it.
    """
    script = _cache() / "package" / "axe.min.js"
    if not script.exists():
        _fetch(_cache())
    return script.read_text(encoding="utf-8")


def violations(page: Any) -> list[str]:
    """Run the checker on a playwright page; one line for each rule broken and element that breaks it."""
    # The source is evaluated: a script element would meet the page's own security policy.
    page.evaluate(axe_source())
    found = page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", WANTED)
    return [
        f"{v['id']}: {n['html'][:200]} ({n['failureSummary']})"
        for v in found["violations"]
        for n in v["nodes"]
    ]


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base, "prescreen", f"axe-core-{VERSION}")


def _fetch(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise AxeAbsentError("npm is not on the PATH, so axe-core cannot be fetched")
    folder.mkdir(parents=True, exist_ok=True)
    packed = subprocess.run(
        [npm, "pack", f"axe-core@{VERSION}", "--silent"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if packed.returncode != 0:
        raise AxeAbsentError(f"npm could not fetch axe-core: {packed.stderr.strip()[:500]}")
    with tarfile.open(folder / packed.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(folder, filter="data")
