"""What the attack found, in plain sentences; see `fedsim.text.format` for numbers and names."""

from collections.abc import Mapping

import pandas as pd

from fedsim.analysis.evidence import compare
from fedsim.analysis.intervals import of_difference, of_share
from fedsim.events import Attacked
from fedsim.privacy.accounting import Spent
from fedsim.runs.membership_runs import BOUND, CLIPPED, GUESSING, PLAIN, PRIVATE, Found
from fedsim.text.format import in_words, listed, percent, places
from fedsim.text.privacy import short
from fedsim.text.promise import NO_GUARANTEE, is_void, worth_in_short

USELESS = 0.1
"""A balanced accuracy less than this above chance is close to guessing."""
LITTLE = "a model that has learnt little has little to give away"
TITLES = {
    PLAIN: "No privacy",
    CLIPPED: "Clipped, no noise",
    PRIVATE: "Record-level privacy",
    BOUND: "Most that ε allows",
    GUESSING: "Guessing",
}
"""What the runs and the lines beside theirs are called, in the order in which they are shown."""
CLOSE = "The two are too close to tell apart with so few images."
CENTRAL_NOTE = (
    "Here each hospital's training is noised, so that even its update is protected. Noise that the server adds "
    "(central) protects the shared model only: the server itself sees each update as it is."
)
SCALE_NOTE = (
    "A hundred images a hospital are few, and chosen to show the leak. With 1,500 images each, the same attack on the "
    "quick demo only guesses, and the same noise promises more: privacy is cheaper for large hospitals."
)


def headline(found: Mapping[str, Found]) -> str:
    """What the attacker can tell, without and with privacy, as far as the runs are there; empty without the first."""
    done = {kind: each for kind, each in found.items() if each.attacked.auc is not None}
    if PLAIN not in done:
        return ""
    if PRIVATE not in done:
        return f"Without privacy, {_ranks(done[PLAIN])}{_doubt(done[PLAIN])}."
    plain, private = done[PLAIN], done[PRIVATE]
    price = _price(plain, private)
    if plain.guesses and private.guesses:
        return (
            f"The attack only guesses: without privacy {_ranks(plain)}; {_with(private)} in {_cases(private)}. "
            f"There was nothing to hide from it, which proves no privacy. {price}"
        )
    outcome = f"Without privacy, {_ranks(plain)}; {_with(private)} in {_cases(private)}{_doubt(private)}."
    return f"{outcome}{_no_help(plain, private)} {price}"


def details(found: Mapping[str, Found], bound_auc: float | None) -> list[str]:
    """What else the numbers say: clipping alone, and how much the promise itself leaves to an attack.

    Args:
        found: by kind.
        bound_auc: the largest area that the private run's promise allows; None without one.
    """
    lines = []
    if (clipped := found.get(CLIPPED)) and clipped.attacked.auc is not None:
        accuracy = percent(clipped.last.accuracy)
        lines.append(
            f"Clipping without noise: {_cases(clipped)} of 100 cases{_doubt(clipped)}, at an accuracy of {accuracy}. "
            f"{_of_clipping(found.get(PLAIN), clipped)}"
        )
    if (private := found.get(PRIVATE)) and private.spent and bound_auc is not None:
        lines.append(f"The thin dashed line is a promise and not a prediction: {_allows(private.spent, bound_auc)}")
    if line := certain_ones(found):
        lines.append(line)
    return lines


def _ranks(found: Found) -> str:
    return (
        f"the attacker ranks a scan that was used above one that was not in {_cases(found)} of 100 cases "
        "(50 is guessing)"
    )


def _with(private: Found) -> str:
    return "with record-level privacy" + (f" (ε = {short(private.spent.epsilon)})" if private.spent else "")


def _cases(found: Found) -> str:
    return f"{100 * (found.attacked.auc or 0.0):.0f}"


def _doubt(found: Found) -> str:
    return ", within chance of guessing" if found.guesses else ""


def _no_help(plain: Found, private: Found) -> str:
    """Nothing where privacy made the attack clearly worse."""
    return "" if _apart(plain.attacked, private.attacked) > 0 else f" {CLOSE}"


def _of_clipping(plain: Found | None, clipped: Found) -> str:
    if plain is None or plain.attacked.auc is None:
        return "It promises nothing."
    if _apart(plain.attacked, clipped.attacked) > 0:
        return "Clipping alone already blunts this attack, but it promises nothing."
    return "Clipping alone does not stop this attack, and it promises nothing."


def _price(plain: Found, private: Found) -> str:
    one, other = plain.last.accuracy, private.last.accuracy
    decimals = places(one, other)
    shown = percent(one, decimals), percent(other, decimals)
    if not compare((plain.last,), (private.last,)).clear:
        return f"The shared model's accuracy is {shown[0]} without and {shown[1]} with privacy: no more than chance."
    if other >= one:
        return f"The shared model's accuracy does not suffer: {shown[0]} without, {shown[1]} with privacy."
    useless = private.last.balanced_accuracy < 1 / private.num_classes + USELESS
    chance = f", close to guessing among {in_words(private.num_classes)} classes: {LITTLE}" if useless else ""
    return f"The price: the shared model's accuracy falls from {shown[0]} to {shown[1]}{chance}."


def _allows(spent: Spent, bound_auc: float) -> str:
    promise = f"with ε = {short(spent.epsilon)}, {worth_in_short(spent)}"
    if not is_void(spent):
        return f"{promise}, and no attack on one image can have an area above {bound_auc:.2f}."
    return (
        f"{promise}. This attack does far worse than the promise must allow for, and only a smaller ε would bind a "
        "stronger one."
    )


def _apart(one: Attacked, other: Attacked) -> int:
    """1 or -1 where one attack is clearly better or worse than the other, else 0: no difference beyond chance."""
    low, high = of_difference(*_area(one), *_area(other))
    return 1 if low > 0 else -1 if high < 0 else 0


def _area(attacked: Attacked) -> tuple[float, tuple[float, float]]:
    return attacked.auc or 0.0, (attacked.auc_low or 0.0, attacked.auc_high or 1.0)


def certain_ones(found: Mapping[str, Found]) -> str:
    """Whether the runs differ in the members that are found for certain, and how far that could be chance."""
    there = {
        kind: (share, of_share(share, each.attacked.num_members))
        for kind, each in found.items()
        if (share := each.attacked.tpr_at_1_percent_fpr) is not None
    }
    if PLAIN not in there or PRIVATE not in there:
        return ""
    low, high = of_difference(*there[PLAIN], *there[PRIVATE])
    shares = listed([f"{percent(there[PLAIN][0])} without", f"{percent(there[PRIVATE][0])} with privacy"])
    says = "no difference beyond chance" if low <= 0 <= high else "more than chance"
    return f"Of the members, it finds {shares} while it accuses at most 1 % of the outsiders: {says}."


def table(found: Mapping[str, Found]) -> pd.DataFrame:
    """The numbers, a row a run, as text where a number needs its interval or may be missing."""
    return pd.DataFrame([_row(kind, each) for kind, each in found.items() if each.attacked.auc is not None])


def _row(kind: str, found: Found) -> dict[str, str | float | None]:
    attacked = found.attacked
    return {
        "Run": TITLES[kind],
        "AUC (95 %)": f"{attacked.auc:.2f} ({attacked.auc_low:.2f}–{attacked.auc_high:.2f})",
        "Found at 1 % FPR": _with_interval(attacked.tpr_at_1_percent_fpr, attacked.num_members),
        "ε": NO_GUARANTEE if found.spent is None else short(found.spent.epsilon),
        "Test accuracy": found.last.accuracy,
        "On members": attacked.accuracy_on_members,
        "On outsiders": attacked.accuracy_on_non_members,
    }


def _with_interval(share: float | None, number: int) -> str | None:
    if share is None:
        return None
    low, high = of_share(share, number)
    return f"{percent(share)} ({100 * low:.0f}–{100 * high:.0f})"
