"""The rule-set versions that a process has compiled: the last few used, each closed when it is put away."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from scoring_service.domain.judge import Judge, RuleSetVersion


class OpenJudges:
    """Gives the judge of a version, compiled at first use; for one thread of one process."""

    def __init__(self, open_judge: Callable[[RuleSetVersion], Judge], most: int = 4) -> None:
        self._open = open_judge
        self._most = most
        self._by_sha256: OrderedDict[str, Judge] = OrderedDict()

    def of(self, version: RuleSetVersion) -> Judge:
        """Give the judge of a version; the one used longest ago makes room for a new one."""
        judge = self._by_sha256.get(version.sha256)
        if judge is None:
            judge = self._open(version)
            self._by_sha256[version.sha256] = judge
            if len(self._by_sha256) > self._most:
                _, oldest = self._by_sha256.popitem(last=False)
                oldest.close()
        self._by_sha256.move_to_end(version.sha256)
        return judge

    def close(self) -> None:
        """Close every judge."""
        while self._by_sha256:
            self._by_sha256.popitem()[1].close()
