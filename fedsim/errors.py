"""Errors for the person at the screen: a code and its arguments, worded in `fedsim.text` where they are read."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from fedsim.language import _, commas, paragraph

WORDS: dict[str, str | Callable[..., str]] = {}
"""The sentences of `Problem`s by their codes: each a message, or a function of the arguments where it counts or lists.

They live in `fedsim.text`, which puts them here.
"""
WHOLE = {"words", "error", "why"}
"""Arguments that are sentences themselves."""
MOST_CHARACTERS, SOME_CHARACTERS = 200, 60
"""A longer value is cut in a sentence: a path fits, a page of text does not."""
LONG = "…"
PLAIN = (str, int, float, bool, type(None))


@dataclass(frozen=True)
class Problem:
    """What is wrong, as a value: its words are found only where somebody reads them.

    Attributes:
        code: names its sentence.
        arguments: what the sentence says, by name: numbers, names, further problems that it holds, or tuples of these.
    """

    code: str
    arguments: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, code: str, /, **arguments: Any) -> "Problem":
        """A problem; an error among the arguments is kept as its problem, what is no plain value as its text."""
        return cls(code, tuple((name, _kept(value)) for name, value in arguments.items()))

    @classmethod
    def of_error(cls, error: BaseException) -> "Problem":
        """What an error says; the words of one that is not ours are kept as they are."""
        if isinstance(error, FedsimError):
            return error.problems[0] if len(error.problems) == 1 else cls.of("several", problems=error.problems)
        return cls.of("unexpected", kind=type(error).__name__, words=error)

    @classmethod
    def read(cls, kept: Any) -> "Problem":
        """The problem that `asdict` or `to_json` wrote; any other text is the sentence of an earlier version.

        Raises:
            KeyError, TypeError, ValueError: it is neither.
        """
        if isinstance(kept, str):
            try:
                found = json.loads(kept)
            except ValueError:
                found = None
            kept = found if isinstance(found, dict) else {"code": "as-told", "arguments": [["words", kept]]}
        return cls(kept["code"], tuple((str(name), _read(value)) for name, value in kept["arguments"]))

    def to_json(self) -> str:
        """For whoever keeps or sends text; `read` gives it back."""
        return json.dumps(asdict(self))

    def __str__(self) -> str:
        """The sentence; a setting may have one of its own, as `out-of-bounds.delta`.

        What another version kept may have a code or arguments that this one does not know: then it is the code.
        """
        arguments = dict(self.arguments)
        words = WORDS.get(f"{self.code}.{arguments.get('name')}") or WORDS.get(self.code)
        if words is None:  # a code is nothing to fill in
            return self.code
        arguments = {name: value if name in WHOLE else shorten(value) for name, value in arguments.items()}
        try:
            if callable(words):
                return words(**arguments)
            return _(words).format(**{name: _joined(value) for name, value in arguments.items()})
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
            return self.code


def shorten(value: Any) -> Any:
    """What fits into a sentence, of what came from outside."""
    if isinstance(value, tuple):
        return tuple(map(shorten, value))
    if isinstance(value, int) and abs(value) >= 10**MOST_CHARACTERS:
        return LONG
    if isinstance(value, str) and len(value) > MOST_CHARACTERS:
        return f"{value[:SOME_CHARACTERS]}{LONG}"
    return value


def _kept(value: Any) -> Any:
    if isinstance(value, FedsimError):
        return Problem.of_error(value)
    if isinstance(value, tuple | list):
        return tuple(map(_kept, value))
    return value if isinstance(value, (*PLAIN, Problem)) else str(value)


def _read(value: Any) -> Any:
    if isinstance(value, dict):
        return Problem.read(value)
    return tuple(map(_read, value)) if isinstance(value, list | tuple) else value


def _joined(value: Any) -> Any:
    """Several values in a sentence that has one place for them: sentences follow each other, names take commas."""
    if not isinstance(value, tuple):
        return value
    said = [*map(str, value)]
    return paragraph(said) if all(isinstance(each, Problem) for each in value) else commas(said)


class FedsimError(Exception):
    """Something a user can understand and mend.

    It carries problems, each a code with arguments. Their sentences name the value, the bound and the remedy; pages and
    the command line show them (`str(error)`) without a stack trace.

    Args:
        problems: what is wrong; or the code of the one problem, whose arguments follow.
    """

    def __init__(self, *problems: Problem | str, **arguments: Any) -> None:
        self.problems = tuple(Problem.of(it, **arguments) if isinstance(it, str) else it for it in problems)
        super().__init__(*self.problems)

    def __str__(self) -> str:
        return paragraph(map(str, self.problems))


class RunStopped(FedsimError):
    """The user asked the run to stop. Not a failure: everything up to here is kept."""


class BudgetSpent(RunStopped):
    """One more round would promise less privacy than was asked for. The message names the round reached and why."""


class RuleMet(RunStopped):
    """The run has come to what it was to end at (`fedsim.settings.stop_at`): it is finished, with fewer rounds."""


class PlanChanged(RunStopped):
    """Somebody changed who takes part in the next rounds: the federation goes on from its last checkpoint."""


class BaselinesFailed(FedsimError):
    """Of a run only the training alone or pooled failed: the federation is whole, or as long as its budget lasted."""

    spent = False
    """Whether the budget ended the federation."""
