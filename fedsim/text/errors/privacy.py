"""Differential privacy, its budget, and the membership test."""

from fedsim.language import N_

WORDS = {
    "delta-promises-nothing": N_(
        "delta {delta:g} promises nothing to {population} members: at 1/{population} or more, publishing the data of "
        "one of them would be allowed. Choose one well below, such as {better:g}."
    ),
    "budget-spent": N_(
        "Stopped after round {done} of {rounds}: another round would spend more than the privacy budget of epsilon "
        "{epsilon:g} at delta {delta:.3g}."
    ),
    "no-noise-is-enough": N_(
        "No noise keeps epsilon at {epsilon:g} or below at delta {delta:g} for {rounds} rounds; choose a larger "
        "target_epsilon or fewer rounds."
    ),
    "statistics-or-privacy": N_(
        "Differential privacy can neither clip nor noise a model's statistics, such as {statistic}; choose a model "
        "without BatchNorm, or set dp to none."
    ),
    # the membership test
    "no-budget": N_("epsilon must be >= 0 and delta in [0, 1), got {epsilon} and {delta}: correct the budget."),
    "loss-not-finite": N_("A model's loss is not a finite number: train it with a lower learning rate or less noise."),
    "too-few-to-attack": N_(
        "A membership test needs at least {least} members and as many non-members of the same classes, got {number}: "
        "give the hospitals fewer images each, so that more stay outside, or raise the membership test's limit."
    ),
}
"""By code."""
