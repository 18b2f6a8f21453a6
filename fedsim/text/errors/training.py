"""Models, their weights, devices, and training that does not come to a good end."""

from fedsim.errors import Problem
from fedsim.language import N_, _


def baseline_diverged(hospital: str | None, why: Problem, lr: float) -> str:
    """Hospital None is the pooled model, here and below."""
    if hospital is None:
        message = _(
            "The pooled model did not learn. {why} The learning rate {lr:g} is too large: try a smaller one, such as "
            "{smaller:g}."
        )
    else:
        message = _(
            "Hospital {hospital}, alone, did not learn. {why} The learning rate {lr:g} is too large: try a smaller "
            "one, such as {smaller:g}."
        )
    return message.format(hospital=hospital, why=why, lr=lr, smaller=lr / 10)


def baseline_failed(hospital: str | None, why: Problem) -> str:
    if hospital is None:
        return _("The pooled model failed: {why}").format(why=why)
    return _("Hospital {hospital}, alone, failed: {why}").format(hospital=hospital, why=why)


def baseline_failed_oddly(hospital: str | None, kind: str, words: str) -> str:
    """In the words of an error that is not ours."""
    if hospital is None:
        return _("The pooled model failed ({kind}: {words}).").format(kind=kind, words=words)
    return _("Hospital {hospital}, alone, failed ({kind}: {words}).").format(hospital=hospital, kind=kind, words=words)


WORDS = {
    "no-such-model": N_("Unknown model '{model}'; choose one of {models}."),
    "cnn-has-no-weights": N_("The small CNN has no pretrained weights; choose resnet18 or weights 'none'."),
    "weights-or-privacy": N_("ImageNet weights need BatchNorm; set weights to 'none' for differential privacy."),
    "weights-not-downloaded": N_(
        "The ImageNet weights could not be downloaded from {url} ({why}). Connect to the internet once, or set the "
        "weights to 'none'."
    ),
    "no-such-device": N_("The device '{device}' is not available here; choose auto or one of: {devices}."),
    "diverged": N_("The training loss became {loss}."),
    "diverged-at": N_("The training loss became {loss} in epoch {epoch}, step {step}."),
    "not-finite": N_("What the model answers is not a finite number any more."),
    "model-of-other-settings": N_(
        "A model that is kept does not fit the settings of its run: run it again to have one that does."
    ),
    # alone and pooled
    "baseline-diverged": baseline_diverged,
    "baseline-failed": baseline_failed,
    "baseline-failed-oddly": baseline_failed_oddly,
    # the results file
    "results-not-written": N_("Cannot write the results to {path}: {why}."),
}
"""By code."""
