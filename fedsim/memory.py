"""What objects remember from round to round, taken out of them and put back: what a run needs to go on elsewhere.

A class names its attributes that last in `REMEMBERED`, and those that hold other objects which remember in `PARTS`.
What is kept of the values is plain: arrays by a path, and a tree that JSON can hold, where a path stands for an array.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Tree = Any
"""JSON."""
MODEL = "model/"
"""Before the names of the global model's arrays, where they lie beside what is remembered."""


@dataclass(frozen=True)
class Memory:
    """What is remembered.

    Attributes:
        arrays: by path.
        tree: an attribute's value by the path to it, as `Memory.keep` writes it.
    """

    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    tree: dict[str, Tree] = field(default_factory=dict)

    def keep(self, path: str, value: Any) -> None:
        """Add a value: numbers, text, None, arrays, and lists, tuples, dicts and counters of these."""
        self.tree[path] = self._written(path, value)

    def value(self, path: str) -> Any:
        """The value that was kept there."""
        return self._read(self.tree[path])

    def _written(self, path: str, value: Any) -> Tree:
        if isinstance(value, np.ndarray):
            self.arrays[path] = value
            return {"array": path}
        if isinstance(value, Mapping):
            kind = "counter" if isinstance(value, Counter) else "dict"
            return {kind: [[key, self._written(f"{path}/{key}", each)] for key, each in value.items()]}
        if isinstance(value, list | tuple):
            each = [self._written(f"{path}/{place}", one) for place, one in enumerate(value)]
            return {"tuple": each} if isinstance(value, tuple) else each
        if value is None or isinstance(value, bool | int | float | str):
            return value
        raise TypeError(f"{path} is {type(value).__name__}, which no memory keeps")

    def _read(self, tree: Tree) -> Any:
        if isinstance(tree, list):
            return [self._read(each) for each in tree]
        if not isinstance(tree, dict):
            return tree
        ((kind, inner),) = tree.items()
        match kind:
            case "array":
                return self.arrays[inner]
            case "tuple":
                return tuple(self._read(each) for each in inner)
            case "counter":
                return Counter({key: self._read(each) for key, each in inner})
        return {key: self._read(each) for key, each in inner}


def remember(memory: Memory, path: str, it: object) -> None:
    """Keep all that an object and its parts remember."""
    for name, each in _each(path, it):
        for attribute in getattr(each, "REMEMBERED", ()):
            memory.keep(f"{name}/{attribute}", getattr(each, attribute))


def recall(memory: Memory, path: str, it: object) -> None:
    """Give it all back to an object that was made like the one that it was taken from.

    Raises:
        KeyError: it is of another kind, and remembers what that one did not.
    """
    for name, each in _each(path, it):
        for attribute in getattr(each, "REMEMBERED", ()):
            setattr(each, attribute, memory.value(f"{name}/{attribute}"))


def _each(path: str, it: object) -> Iterator[tuple[str, object]]:
    """An object and all of its parts, each with the path to it."""
    yield path, it
    for part in getattr(it, "PARTS", ()):
        held = getattr(it, part)
        several = enumerate(held.values()) if isinstance(held, Mapping) else [("", held)]
        for place, each in several:
            yield from _each(f"{path}/{part}{place}", each)
