"""What can be wrong with a setting."""

from collections.abc import Sequence

from fedsim.errors import Problem
from fedsim.language import N_, _, commas, ngettext, paragraph
from fedsim.text.errors.hospitals import some

MOST_LISTED = 20
"""Of more hospitals, a few are named."""


def participation_or_noise(got: str, accounted: Sequence[str]) -> str:
    from fedsim.text.format import either

    sentence = _("Privacy cannot be accounted for with the participation {got}; choose {accounted}, or set dp to none.")
    return sentence.format(got=got, accounted=either(accounted))


def rule_needs_more(
    strategy: str, byzantine: int, least: int, seen: int, hospitals: int, bucket: int, most: int
) -> str:
    if bucket > 1:
        told = _(
            "{strategy} with byzantine {byzantine} needs at least {least} updates, and of {hospitals} hospitals in "
            "buckets of {bucket} it sees {seen}."
        )
    else:
        told = _("{strategy} with byzantine {byzantine} needs at least {least} hospitals in a round, got {hospitals}.")
    if most >= 0:
        way = _("Set byzantine to at most {most}, or let more hospitals take part.")
    elif bucket > 1:
        way = _("Let more hospitals take part, or set mixing to none.")
    else:
        way = _(
            "Let at least {least} hospitals take part, or 3 with byzantine 0, or choose fedmedian, rfa or "
            "centred-clipping."
        )
    return paragraph([told, way]).format(
        strategy=strategy, byzantine=byzantine, least=least, seen=seen, hospitals=hospitals, bucket=bucket, most=most
    )


def too_few_take_part(hospitals: Sequence[str], number: int, least: int) -> str:
    return ngettext(
        "Hospital {hospitals} never takes part, which leaves {number} in the federation: let at least {least} take "
        "part.",
        "Hospitals {hospitals} never take part, which leaves {number} in the federation: let at least {least} take "
        "part.",
        len(hospitals),
    ).format(hospitals=some(hospitals), number=number, least=least)


def first_after_last(hospitals: Sequence[str], spans: Sequence[Sequence[int]]) -> str:
    return ngettext(
        "Hospital {hospitals} is never there: its first round comes after its last round ({spans}). Let first be at "
        "most last.",
        "Hospitals {hospitals} are never there: their first round comes after their last round ({spans}). Let first "
        "be at most last.",
        len(hospitals),
    ).format(hospitals=some(hospitals), spans=some([f"{first} > {last}" for first, last in spans]))


def joins_too_late(hospitals: Sequence[str], firsts: Sequence[int], rounds: int) -> str:
    return ngettext(
        "Hospital {hospitals} joins in round {firsts}, and the run ends with round {rounds}. Set first to at most "
        "{rounds}, or rounds to at least {last}; one that takes no part has the presence never.",
        "Hospitals {hospitals} join in round {firsts}, and the run ends with round {rounds}. Set first to at most "
        "{rounds}, or rounds to at least {last}; one that takes no part has the presence never.",
        len(hospitals),
    ).format(hospitals=some(hospitals), firsts=some([*map(str, firsts)]), rounds=rounds, last=max(firsts))


def rounds_no_list(hospitals: Sequence[str], values: Sequence[str], most: int) -> str:
    return ngettext(
        "Hospital {hospitals} is not there in rounds {values}, which is no list of rounds from 1 to {most}: write "
        "single rounds and spans, such as 4-6, 9.",
        "Hospitals {hospitals} are not there in rounds {values}, which is no list of rounds from 1 to {most}: write "
        "single rounds and spans, such as 4-6, 9.",
        len(hospitals),
    ).format(hospitals=some(hospitals), values=some([f"'{value}'" for value in values]), most=most)


def unknown_hospital(hospital: str, hospitals: Sequence[str]) -> str:
    return _("Hospital {hospital} excludes classes, but the hospitals are {hospitals}.").format(
        hospital=hospital, hospitals=_all_or_some(hospitals)
    )


def no_such_hospital(name: str, hospital: str, hospitals: Sequence[str]) -> str:
    return _("{name} tells of hospital {hospital}, but the hospitals are {hospitals}.").format(
        name=name, hospital=hospital, hospitals=_all_or_some(hospitals)
    )


def _all_or_some(names: Sequence[str]) -> str:
    return commas(names) if len(names) <= MOST_LISTED else some(names)


def hospital_names_too_long(hospitals: Sequence[str], length: int, most: int) -> str:
    return ngettext(
        "The hospital's name {hospitals} has {length} characters; give it one of at most {most}.",
        "The hospitals' names {hospitals} have up to {length} characters; give each of them one of at most {most}.",
        len(hospitals),
    ).format(hospitals=some([f"{hospital}…" for hospital in hospitals]), length=length, most=most)


def hospital_unprintable(places: Sequence[str]) -> str:
    return ngettext(
        "The name of hospital number {places} has a character that cannot be shown, such as a line break; leave it "
        "out.",
        "The names of hospitals number {places} have characters that cannot be shown, such as line breaks; leave them "
        "out.",
        len(places),
    ).format(places=some(places))


def moved_nowhere(name: str, values: Sequence[str]) -> str:
    return _("{name} is moved to no value: write them behind it, as {name}={values}.").format(
        name=name, values=",".join(values)
    )


def lesson_no_control(names: Sequence[str], known: Sequence[str]) -> str:
    return ngettext(
        "{names} cannot be hidden. These can: {known}.", "{names} cannot be hidden. These can: {known}.", len(names)
    ).format(names=some(names), known=commas(known))


def link_no_setting(names: Sequence[str]) -> str:
    return ngettext("{names} is no setting.", "{names} are no settings.", len(names)).format(names=some(names))


def link_without_effect(name: str, setting: str, got: str, among: Sequence[str]) -> str:
    from fedsim.text.format import either

    sentence = _("{name} counts only where {setting} is {among}, got {got}.")
    return sentence.format(name=name, setting=setting, among=either(among), got=got)


def unknown_classes(hospitals: Sequence[str], unknown: Sequence[str], classes: Sequence[str]) -> str:
    return ngettext(
        "Hospital {hospitals} excludes {unknown}, but the classes are {classes}.",
        "Hospitals {hospitals} exclude classes that are not among {classes}: {unknown}.",
        len(hospitals),
    ).format(hospitals=some(hospitals), unknown=some(unknown), classes=commas(classes))


def no_classes_left(hospitals: Sequence[str]) -> str:
    return ngettext(
        "Hospital {hospitals} has no class left to learn from; give it at least one.",
        "Hospitals {hospitals} have no class left to learn from; give each of them at least one.",
        len(hospitals),
    ).format(hospitals=some(hospitals))


def shards_or_unseen(hospitals: Sequence[str]) -> str:
    return ngettext(
        "Shards go to any hospital, and hospital {hospitals} has never seen some classes; let it see all of them, or "
        "choose another partition.",
        "Shards go to any hospital, and hospitals {hospitals} have never seen some classes; let them see all of them, "
        "or choose another partition.",
        len(hospitals),
    ).format(hospitals=some(hospitals))


def shards_or_numbers(hospitals: Sequence[str]) -> str:
    return ngettext(
        "Shards are of one size, and hospital {hospitals} has a number of images of its own; let it have its share, or "
        "choose another partition.",
        "Shards are of one size, and hospitals {hospitals} have numbers of images of their own; let them have their "
        "share, or choose another partition.",
        len(hospitals),
    ).format(hospitals=some(hospitals))


def too_few_classes(hospitals: Sequence[str], classes: int) -> str:
    return ngettext(
        "Hospital {hospitals} sees fewer than {classes} classes; let it see more, or lower classes_per_hospital.",
        "Hospitals {hospitals} see fewer than {classes} classes; let them see more, or lower classes_per_hospital.",
        len(hospitals),
    ).format(hospitals=some(hospitals), classes=classes)


def of_hospitals(hospitals: Sequence[str], problem: Problem) -> str:
    """What is wrong with what hospitals have of their own."""
    return ngettext("Hospital {hospitals}: {problem}", "Hospitals {hospitals}: {problem}", len(hospitals)).format(
        hospitals=some(hospitals), problem=problem
    )


WORDS = {
    "out-of-bounds": N_("{name} must be from {low:g} to {high:g}, got {value}."),
    "out-of-bounds.samples_per_hospital": N_(
        "samples_per_hospital must be from {low:g} to {high:g}, or all, got {value}."
    ),
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
    "shared-or-skew": N_(
        "Dealt shared, every hospital has all images of its classes, which leaves nothing to skew; set partition to "
        "none or classes, got {got}, or deal to disjoint."
    ),
    "shared-or-quantity": N_(
        "Dealt shared, every hospital has all images of its classes, so that sizes cannot be chosen; set quantity to "
        "even, got {got}, or deal to disjoint."
    ),
    "shards-or-quantity": N_("Shards are of one size; set quantity to even, got {got}, or choose another partition."),
    "shards-or-unseen": shards_or_unseen,
    "shards-or-numbers": shards_or_numbers,
    "too-few-classes": too_few_classes,
    "rule-or-central-noise": N_(
        "Central noise is calibrated for a mean of the hospitals' updates, in which all count as much, and this "
        "strategy takes no such mean; set dp to local, record or none, got {got}, or choose fedavg or another strategy "
        "that averages."
    ),
    "loss-or-noise": N_(
        "With qfedavg each hospital also sends its loss, which privacy would have to noise like the model and does "
        "not; set dp to none, got {got}, or choose another strategy."
    ),
    "mixing-without-rule": N_(
        "Only a robust strategy has a rule that updates can be mixed for, and {got} has none; set mixing to none, or "
        "choose fedmedian, fedtrimmedavg, krum, multikrum, bulyan, rfa or centred-clipping."
    ),
    "rule-needs-more": rule_needs_more,
    "selects-too-many": N_(
        "multikrum cannot select {selected} of the {seen} updates that it sees: set num_selected to at most {seen}, or "
        "to 0."
    ),
    "no-neighbours-left": N_(
        "With {left_out} neighbours left out of {hospitals} hospitals none is left: set neighbours_left_out below "
        "{hospitals}."
    ),
    "participation-or-noise": participation_or_noise,
    "deadline-or-records": N_(
        "A deadline cannot be had with dp {got}: a single image more could make its hospital late, which no accounting "
        "of single images covers. Set deadline to none, or choose another dp."
    ),
    "too-few-take-part": too_few_take_part,
    "first-after-last": first_after_last,
    "rounds-no-list": rounds_no_list,
    "joins-too-late": joins_too_late,
    "nobody-there-then": N_(
        "No hospital is there in round {round} of {rounds}: let one of them be present, or choose fewer rounds."
    ),
    "nobody-there": N_(
        "Round {round} cannot begin: no node answers for the hospitals planned for it, by number {places}. Try the "
        "engine inprocess."
    ),
    "batch-of-one": N_("ResNet-18's BatchNorm needs batches of 2 or more; set batch_size to at least 2, got 1."),
    "number-of-hospitals": N_("hospitals must be from {low} to {high}, got {value}."),
    "hospital-unprintable": hospital_unprintable,
    "link-run-twice": N_("It names {times} runs; the last one is shown: {run}."),
    "link-twice": N_("{name} stands {times} times in the link; give it once."),
    "link-lesson-twice": N_("{name} stands {times} times in the link; the last one counts."),
    "link-no-setting": link_no_setting,
    "lesson-no-control": lesson_no_control,
    "moved-to-no-number": N_("{name} is moved from number to number, and {value} is none: leave it out."),
    "moved-nowhere": moved_nowhere,
    "grid-of-settings": N_("A sweep moves one to {most} settings, and {number} were named."),
    "grid-twice": N_("{name} was named twice: write all its values behind one name."),
    "grid-too-large": N_("The sweep has {number} runs, and {most} is the most: choose fewer values or seeds."),
    "lesson-question-too-long": N_(
        "The question has {length} characters, and {most} is the most: it is left out. Ask a shorter one."
    ),
    "link-without-effect": link_without_effect,
    "hospital-without-name": N_("Every hospital needs a name."),
    "hospital-names-too-long": hospital_names_too_long,
    "hospital-twice": N_("Two hospitals are called {hospital}; give each its own name."),
    "unknown-classes": unknown_classes,
    "no-classes-left": no_classes_left,
    "of-hospitals": of_hospitals,
    "unknown-hospital": unknown_hospital,
    "hospitals-unreadable": N_("hospitals must be a number or a list of names, got '{value}'."),
    "excluded-no-table": N_("excluded must be a table such as {{A = ['DME']}}, got '{value}'."),
    "no-such-hospital": no_such_hospital,
    "each-unreadable": N_("Cannot read {name} at '{value}'; write each hospital once, as in A=kind;B=kind, or none."),
    "hospital-told-twice": N_("{name} tells of hospital {hospital} twice; name each hospital once."),
    "places-unreadable": N_(
        "Cannot read {name} at '@{value}'; write places as in @1-500, @1-1000:3 (every third) or @2,7."
    ),
    "no-such-places": N_("{name} tells of the hospitals at '@{value}', but there are {hospitals}, from 1 on."),
    "exclusion-unreadable": N_(
        "Cannot read the exclusion '{value}'; write it once a hospital, as in A=DME;B=DRUSEN,CNV."
    ),
    "file-unreadable": N_("Cannot read the settings in {path}: {error}."),
}
"""What is wrong, by a `Problem`'s code."""
