"""The one sentence of each step."""

from fedsim.analysis.people import PATIENTS, Patients, People, even_mix, patients
from fedsim.analysis.story import Scan, Story
from fedsim.analysis.taking_part import Counting
from fedsim.language import _, capital, ngettext
from fedsim.text.format import hospital, in_words, number, percent, places
from fedsim.text.present.noise import noise_cost


def sentence(story: Story, step: str) -> str:
    """The sentence of a step that can be told; of `people` with as many patients of each class."""
    match step:
        case "hospitals":
            return _hospitals(story)
        case "guess":
            return _("Of 100 scans of {cls}, which {hospital} has never seen, how many will it name rightly?").format(
                cls=story.unseen, hospital=teller(story)
            )
        case "scan":
            return _shown(story, story.scan) if story.scan else ""
        case "rounds":
            return _travel(story)
        case "again":
            return _again(story)
        case "server":
            return _server(story)
        case "people":
            mixed = patients(story, even_mix(story))
            return people_sentence(story, mixed) if mixed else ""
    return _("Your turn: give a hospital another blind spot, and see what they learn together.")


def answer(story: Story) -> str:
    """What the guess is held against."""
    if not story.found_alone:
        return _("Trained alone, {hospital} names not one of them rightly.").format(hospital=teller(story))
    return _("Trained alone, {hospital} names {found} of them rightly.").format(
        hospital=teller(story), found=percent(story.found_alone)
    )


def people_sentence(story: Story, mixed: Patients) -> str:
    """How many patients are sent home wrongly, or where that misleads, or a set has no healthy class, named wrongly."""
    words, said = people_words(story, in_all=mixed.misleads)
    models = {"alone": mixed.alone, "together": mixed.together, "pooled": mixed.pooled}
    counted = {name: _wrong(people, in_all=mixed.misleads) for name, people in models.items()}
    return words.format(**said, **counted)


def people_words(story: Story, *, in_all: bool = False) -> tuple[str, dict[str, str]]:
    """That sentence with its places, and what stands in them but for `alone`, `together` and `pooled`.

    Args:
        story: of the run.
        in_all: whether all mistakes are told, and not only who is sent home.
    """
    pooled = story.matrices.pooled is not None
    if story.healthy is None and pooled:
        words = _(
            "Of {patients} scans {hospital} alone misreads {alone}, all together {together}, one model on all "
            "scans {pooled}."
        )
    elif story.healthy is None:
        words = _("Of {patients} scans {hospital} alone misreads {alone}, all together {together}.")
    elif in_all and pooled:
        words = _(
            "Of {patients} patients {hospital} alone gets {alone} wrong, all together {together}, one model on all "
            "scans {pooled}."
        )
    elif in_all:
        words = _("Of {patients} patients {hospital} alone gets {alone} wrong, all together {together}.")
    elif pooled:
        words = _(
            "Of {patients} patients {hospital} alone sends {alone} home wrongly, all together {together}, one model on "
            "all scans {pooled}."
        )
    else:
        words = _("Of {patients} patients {hospital} alone sends {alone} home wrongly, all together {together}.")
    return words, {"patients": number(PATIENTS), "hospital": teller(story)}


def sure(probability: float) -> str:
    """How sure a model is of a class: never quite, be it of that or against it."""
    if probability < 0.01:
        return _("less than 1 %")
    return _("more than 99 %") if probability > 0.99 else percent(probability)


def teller(story: Story) -> str:
    """What the hospital is called that the story is told of."""
    return hospital(story.teller.name) if story.teller else ""


def _wrong(people: People | None, *, in_all: bool) -> str:
    if not people:
        return ""
    return number(people.wrong if in_all else round(people.sent_home))


def _hospitals(story: Story) -> str:
    how_many = {"n": capital(in_words(len(story.hospitals)))}
    blind = [each for each in story.hospitals if each.unseen]
    if story.unseen is None:
        return _("{n} hospitals have scans of their own, and want one model for all of them.").format(**how_many)
    if len(blind) < len(story.hospitals):
        words = _("{n} hospitals have scans of their own, and {hospital} has never seen {cls}.")
        return words.format(**how_many, hospital=teller(story), cls=story.unseen)
    if any(len(each.unseen) > 1 for each in blind):
        return _("{n} hospitals have scans of their own, and none of them has seen everything.").format(**how_many)
    if story.healthy is None or any(story.healthy in each.unseen for each in blind):
        return _("{n} hospitals have scans of their own, and each has never seen one kind.").format(**how_many)
    return _("{n} hospitals have scans of their own, and each has never seen one disease.").format(**how_many)


def _shown(story: Story, scan: Scan) -> str:
    said = {"hospital": teller(story), "truth": scan.truth, "said": scan.says_alone, "sure": sure(max(scan.alone))}
    if scan.says_alone == story.healthy:
        words = _("Shown this scan of {truth}, {hospital} says {said}, {sure} sure: a patient sent home.")
    else:
        words = _("Shown this scan of {truth}, {hospital} says {said}, {sure} sure.")
    return words.format(**said)


def _travel(story: Story) -> str:
    if story.travelled and story.travelled.counting is Counting.RULE:
        words = ngettext(
            "Models travel, scans never do: in {n} round the hospitals train and the server combines the models.",
            "Models travel, scans never do: in {n} rounds the hospitals train and the server combines the models.",
            story.rounds_done,
        )
    else:
        words = ngettext(
            "Models travel, scans never do: in {n} round the hospitals train and the server averages.",
            "Models travel, scans never do: in {n} rounds the hospitals train and the server averages.",
            story.rounds_done,
        )
    return words.format(n=in_words(story.rounds_done))


def _again(story: Story) -> str:
    if story.scan:
        return _("The same scan again: trained together, the hospitals say {cls}, {sure} sure.").format(
            cls=story.scan.truth, sure=sure(max(story.scan.together))
        )
    found = (story.found_together, story.found_alone) if story.unseen else (story.together, story.alone)
    together, alone = found[0] or 0.0, found[1] or 0.0
    decimals = places(together, alone)
    said = {"together": percent(together, decimals), "alone": percent(alone, decimals), "hospital": teller(story)}
    if story.unseen:
        words = _("Trained together, the hospitals find {together} of {cls}; {hospital} alone finds {alone}.")
        return words.format(**said, cls=story.unseen)
    words = _("Trained together, the hospitals name {together} of scans rightly; {hospital} alone {alone}.")
    return words.format(**said)


def _server(story: Story) -> str:
    if not story.noise:
        travelled = story.travelled
        if travelled and travelled.controls:
            numbers = number(travelled.num_parameters)
            return _("The server saw models of {n} numbers, as many corrections, and never a scan.").format(n=numbers)
        numbers = number(travelled.numbers_each if travelled else 0)
        return _("The server saw models of {n} numbers, and never a scan.").format(n=numbers)
    return noise_cost(story.noise)
