"""What can be wrong with a setting."""

from collections.abc import Sequence

from fedsim.language import N_, _


def participation_or_noise(got: str, accounted: Sequence[str]) -> str:
    from fedsim.text.format import either

    sentence = _("Privacy cannot be accounted for with the participation {got}; choose {accounted}, or set dp to none.")
    return sentence.format(got=got, accounted=either(accounted))


WORDS = {
    "out-of-bounds": N_("{name} must be from {low:g} to {high:g}, got {value}."),
    "out-of-bounds.samples_per_hospital": N_("samples_per_hospital must be >= {low:g} or all, got {value}."),
    "out-of-bounds.baseline_epochs": N_(
        "baseline_epochs must be from {low:g} to {high:g}, or auto for the federation's, got {value}."
    ),
    "out-of-bounds.target_epsilon": N_("target_epsilon must be above {low:g}, at most {high:g}, got {value}."),
    "out-of-bounds.delta": N_("delta must be between {low:g} and {high:g}, or auto, got {value}."),
    "not-a-choice": N_("{name} must be one of {choices}, got {value}."),
    "no-whole-number": N_("{name} must be a whole number, got '{value}'."),
    "no-number": N_("{name} must be a number, got '{value}'."),
    "no-text": N_("{name} must be a text, got '{value}'."),
    "no-parameters": N_("{value} is no setting of {union} {kind}, which has no parameters: leave it out."),
    "no-such-parameter": N_("{value} is no setting of {union} {kind}, which has only {names}: leave it out."),
    "unknown-setting": N_("Unknown setting '{value}'; the settings are {settings} and excluded."),
    "imagenet-needs-resnet18": N_("Only resnet18 has ImageNet weights; choose it, or set weights to none."),
    "imagenet-or-noise": N_(
        "ImageNet weights need BatchNorm, which differential privacy rules out; set weights to none or dp to none."
    ),
    "budget-needs-noise": N_(
        "A target_epsilon needs noise: choose with dp where it goes, or set target_epsilon to none."
    ),
    "scaffold-or-noise": N_(
        "With scaffold each hospital also sends its control variate, which privacy would have to clip and noise like "
        "the model and does not; set dp to none, got {got}, or choose the strategy fedavg or fedprox."
    ),
    "participation-or-noise": participation_or_noise,
    "nobody-there": N_(
        "Round {round} cannot begin: no node answers for the hospitals planned for it, by number {places}. Try the "
        "engine inprocess."
    ),
    "batch-of-one": N_("ResNet-18's BatchNorm needs batches of 2 or more; set batch_size to at least 2, got 1."),
    "number-of-hospitals": N_("hospitals must be from {low} to {high}, got {value}."),
    "hospital-without-name": N_("Every hospital needs a name."),
    "hospital-name-too-long": N_(
        "The hospital's name {hospital}… has {length} characters; give it one of at most {most}."
    ),
    "hospital-twice": N_("Two hospitals are called {hospital}; give each its own name."),
    "unknown-class": N_("Hospital {hospital} excludes {value}, but the classes are {classes}."),
    "no-class-left": N_("Hospital {hospital} has no class left to learn from; give it at least one."),
    "unknown-hospital": N_("Hospital {hospital} excludes classes, but the hospitals are {hospitals}."),
    "hospitals-unreadable": N_("hospitals must be a number or a list of names, got '{value}'."),
    "excluded-no-table": N_("excluded must be a table such as {{A = ['DME']}}, got '{value}'."),
    "no-such-hospital": N_("{name} tells of hospital {hospital}, but the hospitals are {hospitals}."),
    "each-unreadable": N_("Cannot read {name} at '{value}'; write each hospital once, as in A=kind;B=kind, or none."),
    "exclusion-unreadable": N_(
        "Cannot read the exclusion '{value}'; write it once a hospital, as in A=DME;B=DRUSEN,CNV."
    ),
    "file-unreadable": N_("Cannot read the settings in {path}: {error}."),
}
"""What is wrong, by a `Problem`'s code."""
