"""What the attack found, in plain sentences; see `fedsim.text.format` for numbers and names."""

from collections.abc import Mapping

from fedsim.runs.membership_runs import CLIPPED, PLAIN, PRIVATE, Found, short_epsilon
from fedsim.text.format import in_words, percent, places

USELESS = 0.1
"""A balanced accuracy less than this above chance is close to guessing."""
LITTLE = "a model that has learnt little has little to give away"
VACUOUS = 0.95
"""A promise that allows an area above this hides hardly anything from the strongest attack."""
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
        lines.append(
            f"The thin dashed line is a promise and not a prediction: {_allows(private.spent.epsilon, bound_auc)}"
        )
    return lines


def _ranks(found: Found) -> str:
    return (
        f"the attacker ranks a scan that was used above one that was not in {_cases(found)} of 100 cases "
        "(50 is guessing)"
    )


def _with(private: Found) -> str:
    return "with record-level privacy" + (f" (ε = {short_epsilon(private.spent.epsilon)})" if private.spent else "")


def _cases(found: Found) -> str:
    return f"{100 * (found.attacked.auc or 0.0):.0f}"


def _doubt(found: Found) -> str:
    return ", within chance of guessing" if found.guesses else ""


def _no_help(plain: Found, private: Found) -> str:
    """Nothing where privacy made the attack clearly worse."""
    one, other = plain.attacked, private.attacked
    apart = one.auc is not None and other.auc_high is not None and one.auc > other.auc_high
    return "" if apart else " The two are too close to tell apart with so few images."


def _of_clipping(plain: Found | None, clipped: Found) -> str:
    low, high = clipped.attacked.auc_low, clipped.attacked.auc_high
    if plain is None or plain.attacked.auc is None or low is None or high is None:
        return "It promises nothing."
    if plain.attacked.auc > high:
        return "Clipping alone already blunts this attack, but it promises nothing."
    return "Clipping alone does not stop this attack, and it promises nothing."


def _price(plain: Found, private: Found) -> str:
    one, other = plain.last.accuracy, private.last.accuracy
    decimals = places(one, other)
    shown = percent(one, decimals), percent(other, decimals)
    if other >= one:
        return f"The shared model's accuracy does not suffer: {shown[0]} without, {shown[1]} with privacy."
    useless = private.last.balanced_accuracy < 1 / private.num_classes + USELESS
    chance = f", close to guessing among {in_words(private.num_classes)} classes: {LITTLE}" if useless else ""
    return f"The price: the shared model's accuracy falls from {shown[0]} to {shown[1]}{chance}."


def _allows(epsilon: float, bound_auc: float) -> str:
    promise = f"ε = {short_epsilon(epsilon)}"
    if bound_auc < VACUOUS:
        return f"with {promise}, no attack on one image can have an area above {bound_auc:.2f}."
    return (
        f"{promise} rules out next to nothing. This attack does far worse than the promise must allow for, and only a "
        "smaller ε would bind a stronger one."
    )
