"""How many updates a robust strategy's rule needs, and how many it has."""

from typing import Any

from fedsim.errors import Problem


def enough(strategy: Any, mixing: Any, num_hospitals: int) -> Problem | None:
    """What is wrong with so many hospitals; None where the rule can do with them.

    Args:
        strategy: its settings.
        mixing: what the rule sees of the updates.
        num_hospitals: that take part in a round.
    """
    byzantine, seen = getattr(strategy, "byzantine", 0), num_seen(mixing, num_hospitals)
    needed = {"krum": 2 * byzantine + 3, "multikrum": 2 * byzantine + 3, "bulyan": 4 * byzantine + 3}
    least = needed.get(strategy.kind, 1)
    if seen < least:
        return Problem.of(
            "rule-needs-more", strategy=strategy.kind, byzantine=byzantine, least=least, seen=seen,
            hospitals=num_hospitals, bucket=getattr(mixing, "bucket_size", 1), most=_most(strategy.kind, seen),
        )  # fmt: skip
    if (selected := getattr(strategy, "num_selected", None)) and selected > seen:
        return Problem.of("selects-too-many", selected=selected, seen=seen)
    if (left_out := getattr(mixing, "neighbours_left_out", 0)) >= num_hospitals:
        return Problem.of("no-neighbours-left", left_out=left_out, hospitals=num_hospitals)
    return None


def num_seen(mixing: Any, num_hospitals: int) -> int:
    """How many updates the rule sees."""
    return -(-num_hospitals // getattr(mixing, "bucket_size", 1))


def _most(kind: str, seen: int) -> int:
    """The largest number of cheats that a rule bears among so many; below 0 none at all."""
    return (seen - 3) // (4 if kind == "bulyan" else 2)
