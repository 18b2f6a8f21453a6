"""Who has which images: what makes a run impossible, and what will keep it from learning."""

from collections.abc import Sequence

from fedsim.errors import Problem
from fedsim.language import N_, _, as_sentence, ngettext


def some(names: Sequence[str]) -> str:
    """A, B and C, or of many A, B, C and 7 more."""
    from fedsim.text.format import few, listed

    return listed(few(names))


def too_much_kept(strategy: str, hospitals: int, gigabytes: float, most: int) -> str:
    return _(
        "With the strategy {strategy} each of {hospitals} hospitals keeps a ResNet-18 for itself, about {gigabytes} GB "
        "in all. Let at most {most} take part, or choose the small CNN or another strategy."
    ).format(strategy=strategy, hospitals=hospitals, gigabytes=f"{gigabytes:.0f}", most=most)


def training_images(images: int) -> str:
    from fedsim.text.format import number

    return ngettext("{n} training image", "{n} training images", images).format(n=number(images))


def ways_out(ways: Sequence[Problem]) -> str:
    """Ways out of which one is enough, as a sentence."""
    said = str(ways[0])
    for way in ways[1:]:
        said = _("{ways}, or {way}").format(ways=said, way=way)
    return as_sentence(said)


def no_images(
    hospitals: Sequence[str], images: int, classes: Sequence[str], sharing: int, ways: Sequence[Problem]
) -> str:
    """There are so many images, of some classes or all in all, for so many hospitals."""
    if classes:
        why = ngettext(
            "there is {images} of {classes} for {sharing} hospitals",
            "there are {images} of {classes} for {sharing} hospitals",
            images,
        )
    else:
        why = ngettext(
            "there is {images} for {sharing} hospitals", "there are {images} for {sharing} hospitals", images
        )
    return _without(hospitals, why.format(images=training_images(images), classes=some(classes), sharing=sharing), ways)


def no_images_of_theirs(hospitals: Sequence[str], ways: Sequence[Problem]) -> str:
    """They see different classes."""
    return _without(hospitals, _("there are too few training images of the classes that they see"), ways)


def _without(hospitals: Sequence[str], why: str, ways: Sequence[Problem]) -> str:
    told = ngettext(
        "Hospital {hospitals} gets no image: {why}. {ways}",
        "Hospitals {hospitals} get no image: {why}. {ways}",
        len(hospitals),
    )
    return told.format(hospitals=some(hospitals), why=why, ways=ways_out(ways))


def single_images(hospitals: Sequence[str], ways: Sequence[Problem]) -> str:
    told = ngettext(
        "Hospital {hospitals} has 1 image, and ResNet-18's BatchNorm needs 2 or more. {ways}",
        "Hospitals {hospitals} have 1 image each, and ResNet-18's BatchNorm needs 2 or more. {ways}",
        len(hospitals),
    )
    return told.format(hospitals=some(hospitals), ways=ways_out(ways))


def see_classes(classes: Sequence[str], hospitals: int = 1) -> str:
    """What so many hospitals may do; earlier versions said it of one."""
    from fedsim.text.format import either, few

    way = ngettext("let it see {classes}", "let each of them see {classes}", hospitals)
    return way.format(classes=either(few(classes)))


def class_too_rare(images: int, most: int) -> str:
    from fedsim.text.format import number

    return _("It has {images}, too few to be among the {most} each. Allow more images each.").format(
        images=training_images(images), most=number(most)
    )


def few_images(images: int, hospitals: int) -> str:
    from fedsim.text.format import number

    return ngettext(
        "There is {images} for {hospitals} hospitals.", "There are {images} for {hospitals} hospitals.", images
    ).format(images=training_images(images), hospitals=number(hospitals))


def class_short(hospitals: Sequence[str], cls: str, why: Problem) -> str:
    return ngettext(
        "Hospital {hospitals} gets no image of {cls}. {why}",
        "Hospitals {hospitals} get no image of {cls}. {why}",
        len(hospitals),
    ).format(hospitals=some(hospitals), cls=cls, why=why)


def one_class_only(hospitals: Sequence[str], cls: str) -> str:
    return ngettext(
        "Hospital {hospitals} has only {cls}: alone it will call everything that. Let it see another class.",
        "Hospitals {hospitals} have only {cls}: alone they will call everything that. Let each of them see another "
        "class.",
        len(hospitals),
    ).format(hospitals=some(hospitals), cls=cls)


def classes_untested(classes: Sequence[str]) -> str:
    return _("The test set has no image of {classes}: nothing can be said about how it is found.").format(
        classes=some(classes)
    )


def classes_unvalidated(classes: Sequence[str]) -> str:
    return _("The validation set has no image of {classes}: validation accuracy is over the others.").format(
        classes=some(classes)
    )


def fewer_than_typed(hospitals: Sequence[str], asked: int, images: int) -> str:
    from fedsim.text.format import number

    return ngettext(
        "Hospital {hospitals} is to have {asked} images, and {images} of its classes are left for it. Type a smaller "
        "number.",
        "Hospitals {hospitals} are to have {asked} images in all, and {images} of their classes are left for them. "
        "Type smaller numbers.",
        len(hospitals),
    ).format(hospitals=some(hospitals), asked=number(asked), images=number(images))


def too_small_a_draw(hospitals: Sequence[str], least: int, alpha: float, ways: Sequence[Problem]) -> str:
    from fedsim.text.format import exact

    return ngettext(
        "Hospital {hospitals} gets fewer than {least} images: no draw was found with alpha {alpha} that gives every "
        "hospital as many. {ways}",
        "Hospitals {hospitals} get fewer than {least} images: no draw was found with alpha {alpha} that gives every "
        "hospital as many. {ways}",
        len(hospitals),
    ).format(hospitals=some(hospitals), least=least, alpha=exact(alpha), ways=ways_out(ways))


def no_images_dealt(hospitals: Sequence[str], ways: Sequence[Problem]) -> str:
    return _without(hospitals, _("that is how the images are dealt"), ways)


def one_class_dealt(hospitals: Sequence[str], cls: str) -> str:
    return ngettext(
        "Hospital {hospitals} has only {cls}, by the label skew: alone it will call everything that.",
        "Hospitals {hospitals} have only {cls}, by the label skew: alone they will call everything that.",
        len(hospitals),
    ).format(hospitals=some(hospitals), cls=cls)


def left_over(
    images: int,
    of: int,
    unseen: int,
    classes: Sequence[str],
    capped: int,
    most: int,
    kept_back: int,
    partition: str,
    numbered: int,
) -> str:
    """Why so many are left over: each reason, with its number where there are several."""
    from fedsim.text.format import listed, number
    from fedsim.text.kinds import KEPT_BACK

    why = []
    if unseen:
        why.append((unseen, _("no hospital sees {classes}").format(classes=some(classes))))
    if capped:
        why.append((capped, _("no hospital takes more than {most}").format(most=number(most))))
    if kept_back and (words := KEPT_BACK[partition]):
        why.append((kept_back, _(words)))
    if numbered:
        why.append((numbered, _("no hospital that sees them is to have more")))
    several = [_("{n} since {reason}").format(n=number(count), reason=reason) for count, reason in why]
    return _("{n} of {images} are left over: {reasons}.").format(
        n=number(images), images=training_images(of), reasons=listed(several if len(why) > 1 else [why[0][1]])
    )


def always_late(hospitals: Sequence[str], deadline: float) -> str:
    return ngettext(
        "Hospital {hospitals} is late in every round and takes no part: the deadline {deadline:g} is earlier than what "
        "it needs.",
        "Hospitals {hospitals} are late in every round and take no part: the deadline {deadline:g} is earlier than "
        "what they need.",
        len(hospitals),
    ).format(hospitals=some(hospitals), deadline=deadline)


def fedbn_seldom(share: float) -> str:
    """The numbers are means of three seeds."""
    from fedsim.text.format import percent

    return _(
        "With FedBN about {share} of the hospitals take part in a round: the others keep a normalisation that no "
        "longer fits the shared model. Measured on the digits with ten hospitals and ResNet-18, a fifth of them a "
        "round: FedBN {fedbn}, FedAvg {fedavg}. Let more take part, or choose FedAvg."
    ).format(share=percent(share), fedbn=percent(0.550), fedavg=percent(0.853))


def nothing_to_mark(hospitals: Sequence[str], cls: str) -> str:
    return ngettext(
        "Hospital {hospitals} has no image of {cls} that could carry its mark; choose a disease that it sees.",
        "Hospitals {hospitals} have no image of {cls} that could carry their mark; choose a disease that they see.",
        len(hospitals),
    ).format(hospitals=some(hospitals), cls=cls)


WORDS = {
    "fedbn-seldom": fedbn_seldom,
    "always-late": always_late,
    "all-late": N_(
        "Every hospital is late in every round: the deadline {deadline:g} is earlier than the {least:.3g} that the "
        "fastest of them needs. Choose a later one."
    ),
    "no-images": no_images,
    "no-images-of-theirs": no_images_of_theirs,
    "single-images": single_images,
    "see-classes": see_classes,
    "fewer-hospitals": N_("choose fewer hospitals"),
    "too-much-kept": too_much_kept,
    "larger-dataset": N_("choose a data set with more images"),
    "small-cnn": N_("choose the small CNN"),
    "class-nobody-has": N_("No hospital has {cls}: nobody can learn it, alone or together. {remedy}"),
    "let-one-see-it": N_("Let at least one hospital see it."),
    "class-too-rare": class_too_rare,
    "few-images": few_images,
    "shared-out-so": N_("That is how the images are shared out."),
    "class-short": class_short,
    "fewer-than-typed": fewer_than_typed,
    "too-small-a-draw": too_small_a_draw,
    "no-images-dealt": no_images_dealt,
    "larger-alpha": N_("raise alpha"),
    "even-sizes": N_("make the sizes more even"),
    "smaller-numbers": N_("type smaller numbers for the others"),
    "one-class-dealt": one_class_dealt,
    "one-class-only": one_class_only,
    "classes-untested": classes_untested,
    "classes-unvalidated": classes_unvalidated,
    "left-over": left_over,
    "nothing-to-mark": nothing_to_mark,
}
"""By code."""
