"""The ports to the rules: one rule-set version ready to judge, and the shelf that versions are taken from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.verdict import CallFinding, Verdict, VersionRef
from prescreen_shared.shapes.verdict import EngineVersion as EngineVersion
from scoring_service.domain.frozen_call import CallFacts


@dataclass(frozen=True, slots=True)
class RuleSetVersion(VersionRef):
    """One version of a rule set with its text."""

    document: str


@dataclass(frozen=True, slots=True)
class WantedRules:
    """Which rules an order asks for: the text sent with it, else exactly one version by its hash, else what is in force.

    What is in force is the call's own version, or that of the rules called ``name`` where it has none: as of the moment
    ``as_of`` when the call opened, where that is known.
    """

    name: str
    call_code: str | None = None
    document: str | None = None
    sha256: str | None = None
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class JudgedApplication:
    """A verdict, and what must be looked at though the application has been referred for it; mostly nothing.

    ``differences`` are the levels on which engine and referee did not agree, as JSON values with the facts.
    """

    verdict: Verdict
    differences: tuple[dict[str, Any], ...] = ()


class RulesRefusedError(Exception):
    """No screening can rest on these rules; ``problems`` says why, one sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class RulesUnknownError(RulesRefusedError):
    """There is no version of these rules, or none is in force; ``known`` are the names of those that are."""

    def __init__(self, problems: Sequence[str], known: Sequence[str], *, has_versions: bool) -> None:
        super().__init__(problems)
        self.known = tuple(known)
        self.has_versions = has_versions


class CallView(Protocol):
    """The call as a whole: what its other applications mean for each, and findings about all of them."""

    def context_of(self, application_id: str) -> dict[str, Any] | None:
        """Give what the whole call says of one application, as JSON values; None when that faults, as ``fault_of`` then tells."""
        ...

    def fault_of(self, application_id: str) -> str | None:
        """Give why the application could not be looked at together with the others, None when it could."""
        ...

    def findings(self) -> Sequence[CallFinding]:
        """Give the findings about the call, in the rule set's order."""
        ...


class Judge(Protocol):
    """One rule-set version, compiled; used by one thread."""

    @property
    def engine(self) -> EngineVersion:
        """Which engine evaluates."""
        ...

    def view_call(self, call: CallFacts, pages: Iterable[Sequence[Application]]) -> CallView:
        """Look at every application of a call once, keeping little of each.

        Raises:
            RulesRefusedError: the rules cannot take the answers to what the call asks.
        """
        ...

    def judge(self, call: CallFacts, application: Application, context: dict[str, Any]) -> JudgedApplication:
        """Evaluate every rule on one application.

        May raise anything when a rule faults; the caller refers that application and goes on with the others.
        """
        ...

    def close(self) -> None:
        """Give back all memory."""
        ...


class RuleShelf(Protocol):
    """Where rule-set versions come from."""

    def read_ahead(self) -> None:
        """Do now what can be done before any version is asked for, so that processes forked later need not."""
        ...

    def find(self, wanted: WantedRules) -> RuleSetVersion:
        """Give the kept version that an order would be judged by, not through the gate.

        Raises:
            RulesUnknownError: no such version is known, or none is in force.
            RulesRefusedError: the rules came with the product and are at fault.
        """
        ...

    def admit(self, wanted: WantedRules, passed: Sequence[str]) -> RuleSetVersion:
        """Give the version that a screening is to apply, checked and through the gate.

        ``passed`` are hashes that have been through the gate before.

        Raises:
            RulesRefusedError: no such version is known, or it fails its checks or the gate.
        """
        ...

    def open(self, version: RuleSetVersion) -> Judge:
        """Compile a version that was admitted."""
        ...
