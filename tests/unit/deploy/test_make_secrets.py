"""The script that makes secrets: random, once, and for nobody else on the machine to read."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[3] / "deploy"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("make_secrets.sh", "env.example"):
        shutil.copy(DEPLOY / name, tmp_path / name)
    return tmp_path


def make(folder: Path) -> dict[str, str]:
    subprocess.run(["sh", str(folder / "make_secrets.sh")], check=True, capture_output=True)
    return {file.name: file.read_text() for file in (folder / "secrets").iterdir()}


def test_nobody_else_gets_past_the_folder(folder: Path) -> None:
    make(folder)
    assert (folder / "secrets").stat().st_mode & 0o777 == 0o700


def test_what_is_there_is_never_overwritten_and_no_two_are_alike(folder: Path) -> None:
    first = make(folder)
    assert make(folder) == first
    passwords = [text for name, text in first.items() if name.endswith("_password")]
    assert len(set(passwords)) == len(passwords) == 5
