"""Errors that are written for the person at the screen."""

from dataclasses import dataclass
from typing import Any

from fedsim.language import _

WORDS: dict[str, str] = {}
"""The sentences of `Problem`s by their text ids. They live in `fedsim.text`, which puts them here."""
Plain = str | int | float | bool | None


@dataclass(frozen=True)
class Problem:
    """What is wrong, as a value: its words are found only where somebody reads them.

    Attributes:
        text: names its sentence.
        arguments: what the sentence says, by name: numbers and names, or further problems that it holds.
    """

    text: str
    arguments: tuple[tuple[str, "Plain | Problem"], ...] = ()

    @classmethod
    def of(cls, text: str, /, **arguments: Any) -> "Problem":
        """A problem; arguments that are neither plain values nor problems are kept as their text."""
        plain = (str, int, float, bool, type(None), Problem)
        return cls(text, tuple((name, it if isinstance(it, plain) else str(it)) for name, it in arguments.items()))

    def __str__(self) -> str:
        """The sentence; a setting may have one of its own, as `out-of-bounds.delta`."""
        arguments = dict(self.arguments)
        sentence = WORDS.get(f"{self.text}.{arguments.get('name')}") or WORDS.get(self.text)
        return _(sentence).format(**arguments) if sentence else self.text


class FedsimError(Exception):
    """Something a user can understand and mend.

    It carries problems, each a code with arguments. Their sentences name the value, the bound and the remedy; pages and
    the command line show them (`str(error)`) without a stack trace.

    Args:
        problems: what is wrong; or the code of the one problem, whose arguments follow.
    """

    def __init__(self, *problems: "Problem | str", **arguments: Any) -> None:
        self.problems = tuple(Problem.of(it, **arguments) if isinstance(it, str) else it for it in problems)
        super().__init__(*self.problems)

    def __str__(self) -> str:
        return " ".join(map(str, self.problems))


class RunStopped(FedsimError):
    """The user asked the run to stop. Not a failure: everything up to here is kept."""


class BudgetSpent(RunStopped):
    """One more round would promise less privacy than was asked for. The message names the round reached and why."""


class BaselinesFailed(FedsimError):
    """Of a run only the training alone or pooled failed: the federation is whole, or as long as its budget lasted."""

    spent = False
    """Whether the budget ended the federation."""
