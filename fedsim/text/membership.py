"""What the membership test found, in plain sentences; see `fedsim.text.format` for numbers and names."""

from collections.abc import Mapping

import pandas as pd

from fedsim.analysis.evidence import compare
from fedsim.analysis.intervals import Interval, of_difference
from fedsim.events import Attacked
from fedsim.language import N_, Words, _, paragraph
from fedsim.privacy.accounting import Spent
from fedsim.runs.membership_runs import BOUND, CLIPPED, GUESSING, PLAIN, PRIVATE, Found
from fedsim.text.format import decimals, in_words, percent, places
from fedsim.text.privacy import short
from fedsim.text.promise import is_void, no_guarantee, worth_in_short

USELESS = 0.1
"""A balanced accuracy less than this above chance is close to guessing."""
TITLES = Words(
    {
        PLAIN: N_("No privacy"),
        CLIPPED: N_("Clipped, no noise"),
        PRIVATE: N_("Record-level privacy"),
        BOUND: N_("Most that ε allows"),
        GUESSING: N_("Guessing"),
    }
)
"""What the runs and the lines beside theirs are called, in the order in which they are shown."""

UNDER_WAY = Words({PLAIN: N_("no privacy"), CLIPPED: N_("clipped, no noise"), PRIVATE: N_("record-level privacy")})
"""The runs within a line that says how far they are."""


def headline(found: Mapping[str, Found]) -> str:
    """What the attacker can tell, without and with privacy, as far as the runs are there; empty without the first."""
    done = {kind: each for kind, each in found.items() if each.attacked.auc is not None}
    if PLAIN not in done:
        return ""
    plain = done[PLAIN]
    if PRIVATE not in done:
        return _without(plain)
    private = done[PRIVATE]
    if plain.guesses and private.guesses:
        parts = [_both_guess(plain, private)]
    else:
        clear = _apart(plain.attacked, private.attacked) > 0
        parts = [
            _outcome(plain, private),
            *([] if clear else [_("The two are too close to tell apart with so few images.")]),
        ]
    return paragraph([*parts, _price(plain, private)])


def details(found: Mapping[str, Found], bound_auc: float | None) -> list[str]:
    """What else the numbers say: clipping alone, and how much the promise itself leaves to an attack.

    Args:
        found: by kind.
        bound_auc: the largest area that the private run's promise allows; None without one.
    """
    lines = []
    if (clipped := found.get(CLIPPED)) and clipped.attacked.auc is not None:
        lines.append(paragraph([_clipped(clipped), _of_clipping(found.get(PLAIN), clipped)]))
    if (private := found.get(PRIVATE)) and private.spent and bound_auc is not None:
        lines.append(_allows(private.spent, bound_auc))
    if line := certain_ones(found):
        lines.append(line)
    return lines


def _without(plain: Found) -> str:
    message = (
        _(
            "Without privacy, the attacker ranks a scan that was used above one that was not in {cases} of 100 cases "
            "(50 is guessing), within chance of guessing."
        )
        if plain.guesses
        else _(
            "Without privacy, the attacker ranks a scan that was used above one that was not in {cases} of 100 cases "
            "(50 is guessing)."
        )
    )
    return message.format(cases=_cases(plain))


def _outcome(plain: Found, private: Found) -> str:
    message = (
        _(
            "Without privacy, the attacker ranks a scan that was used above one that was not in {cases} of 100 cases "
            "(50 is guessing); {with_privacy} in {private}, within chance of guessing."
        )
        if private.guesses
        else _(
            "Without privacy, the attacker ranks a scan that was used above one that was not in {cases} of 100 cases "
            "(50 is guessing); {with_privacy} in {private}."
        )
    )
    return message.format(cases=_cases(plain), with_privacy=_with(private), private=_cases(private))


def _both_guess(plain: Found, private: Found) -> str:
    return _(
        "Membership inference only guesses: without privacy the attacker ranks a scan that was used above one that was "
        "not in {cases} of 100 cases (50 is guessing); {with_privacy} in {private}. There was nothing to hide from it, "
        "which proves no privacy."
    ).format(cases=_cases(plain), with_privacy=_with(private), private=_cases(private))


def _with(private: Found) -> str:
    if not private.spent:
        return _("with record-level privacy")
    return _("with record-level privacy (ε = {epsilon})").format(epsilon=short(private.spent.epsilon))


def _cases(found: Found) -> str:
    return decimals(100 * (found.attacked.auc or 0.0), 0)


def _clipped(clipped: Found) -> str:
    message = (
        _("Clipping without noise: {cases} of 100 cases, within chance of guessing, at an accuracy of {accuracy}.")
        if clipped.guesses
        else _("Clipping without noise: {cases} of 100 cases, at an accuracy of {accuracy}.")
    )
    return message.format(cases=_cases(clipped), accuracy=percent(clipped.last.accuracy))


def _of_clipping(plain: Found | None, clipped: Found) -> str:
    if plain is None or plain.attacked.auc is None:
        return _("It promises nothing.")
    if _apart(plain.attacked, clipped.attacked) > 0:
        return _("Clipping alone already blunts membership inference, but it promises nothing.")
    return _("Clipping alone does not stop membership inference, and it promises nothing.")


def _price(plain: Found, private: Found) -> str:
    one, other = plain.last.accuracy, private.last.accuracy
    decimals = places(one, other)
    shown = {"one": percent(one, decimals), "other": percent(other, decimals)}
    if not compare((plain.last,), (private.last,)).clear:
        return _("The shared model's accuracy is {one} without and {other} with privacy: no more than chance.").format(
            **shown
        )
    if other >= one:
        return _("The shared model's accuracy does not suffer: {one} without, {other} with privacy.").format(**shown)
    if private.last.balanced_accuracy < 1 / private.num_classes + USELESS:
        return _(
            "The price: the shared model's accuracy falls from {one} to {other}, close to guessing among {classes} "
            "classes: a model that has learnt little has little to give away."
        ).format(classes=in_words(private.num_classes), **shown)
    return _("The price: the shared model's accuracy falls from {one} to {other}.").format(**shown)


def _allows(spent: Spent, bound_auc: float) -> str:
    said = {"epsilon": short(spent.epsilon), "worth": worth_in_short(spent)}
    if not is_void(spent):
        return _(
            "The thin dashed line is a promise and not a prediction: with ε = {epsilon}, {worth}, and no "
            "membership inference on one image can have an area above {area}."
        ).format(area=decimals(bound_auc, 2), **said)
    return _(
        "The thin dashed line is a promise and not a prediction: with ε = {epsilon}, {worth}. This test does far "
        "worse than the promise must allow for, and only a smaller ε would bind a stronger one."
    ).format(**said)


def _apart(one: Attacked, other: Attacked) -> int:
    """1 or -1 where one attack is clearly better or worse than the other, else 0: no difference beyond chance."""
    low, high = of_difference(*_area(one), *_area(other))
    return 1 if low > 0 else -1 if high < 0 else 0


def _area(attacked: Attacked) -> tuple[float, Interval]:
    return attacked.auc or 0.0, (attacked.auc_low or 0.0, attacked.auc_high or 1.0)


def certain_ones(found: Mapping[str, Found]) -> str:
    """Whether the runs differ in the members that are found for certain, and how far that could be chance."""
    there = {kind: share for kind, each in found.items() if (share := _certain(each.attacked))}
    if PLAIN not in there or PRIVATE not in there:
        return ""
    low, high = of_difference(*there[PLAIN], *there[PRIVATE])
    message = (
        _(
            "Of the members, it finds {one} without and {other} with privacy while it accuses at most 1 % of the "
            "outsiders: no difference beyond chance."
        )
        if low <= 0 <= high
        else _(
            "Of the members, it finds {one} without and {other} with privacy while it accuses at most 1 % of the "
            "outsiders: more than chance."
        )
    )
    return message.format(one=percent(there[PLAIN][0]), other=percent(there[PRIVATE][0]))


def _certain(attacked: Attacked) -> tuple[float, Interval] | None:
    """The share found for certain and its interval; None where there is none, as in an earlier version's runs."""
    share, low, high = attacked.tpr_at_1_percent_fpr, attacked.found_low, attacked.found_high
    return None if share is None or low is None or high is None else (share, (low, high))


def table(found: Mapping[str, Found]) -> pd.DataFrame:
    """The numbers, a row a run, as text where a number needs its interval or may be missing.

    Its columns are keys: run, auc, found, epsilon, accuracy, members, outsiders.
    """
    return pd.DataFrame([_row(kind, each) for kind, each in found.items() if each.attacked.auc is not None])


def _row(kind: str, found: Found) -> dict[str, str | float | None]:
    attacked = found.attacked
    auc, low, high = (decimals(each or 0.0, 2) for each in (attacked.auc, attacked.auc_low, attacked.auc_high))
    return {
        "run": TITLES[kind],
        "auc": f"{auc} ({low}–{high})",
        "found": _found(attacked),
        "epsilon": no_guarantee() if found.spent is None else short(found.spent.epsilon),
        "accuracy": found.last.accuracy,
        "members": attacked.accuracy_on_members,
        "outsiders": attacked.accuracy_on_non_members,
    }


def _found(attacked: Attacked) -> str | None:
    share = attacked.tpr_at_1_percent_fpr
    if share is None:
        return None
    if not (certain := _certain(attacked)):
        return percent(share)
    low, high = certain[1]
    return f"{percent(share)} ({decimals(100 * low, 0)}–{decimals(100 * high, 0)})"
