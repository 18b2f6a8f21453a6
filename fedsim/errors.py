"""Errors that are written for the person at the screen."""

from dataclasses import dataclass
from typing import Any

WORDS: dict[str, str] = {}
"""The sentences of `Problem`s by their text ids. They live in `fedsim.text`, which puts them here."""


@dataclass(frozen=True)
class Problem:
    """What is wrong, as a value: its words are found only where somebody reads them.

    Attributes:
        text: names its sentence.
        arguments: what the sentence says, by name.
    """

    text: str
    arguments: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, text: str, **arguments: Any) -> "Problem":
        return cls(text, tuple(arguments.items()))

    def __str__(self) -> str:
        """The sentence; a setting may have one of its own, as `out-of-bounds.delta`."""
        arguments = dict(self.arguments)
        sentence = WORDS.get(f"{self.text}.{arguments.get('name')}") or WORDS[self.text]
        return sentence.format(**arguments)


class FedsimError(Exception):
    """Something a user can understand and mend.

    The message is one or two plain sentences that name the value, the bound and the remedy; pages and the
    command line show it as it is, without a stack trace.
    """


class RunStopped(FedsimError):
    """The user asked the run to stop. Not a failure: everything up to here is kept."""


class BudgetSpent(RunStopped):
    """One more round would promise less privacy than was asked for. The message names the round reached and why."""
