"""What is said while a run is presented: one plain sentence a step, the speaker's notes, the pictures in words.

Every figure is a `Story`'s. The words are for somebody who has never heard of federated learning.
"""

from fedsim.analysis.people import PATIENTS, Patients, People, even_mix, patients
from fedsim.analysis.same import SAME
from fedsim.analysis.story import Member, Scan, Story
from fedsim.language import N_, Words, _, capital, ngettext
from fedsim.text.format import hospital, in_words, number, percent, places

TITLES = Words(
    {
        "hospitals": N_("The hospitals"),
        "guess": N_("Guess first"),
        "scan": N_("One scan"),
        "rounds": N_("Models travel"),
        "again": N_("The same scan again"),
        "server": N_("What the server saw"),
        "people": N_("In people"),
        "turn": N_("Your turn"),
    }
)
"""Of each step, where all stand side by side."""


def sentence(story: Story, step: str) -> str:
    """The sentence of a step that can be told; of `people` with as many patients of each class."""
    match step:
        case "hospitals":
            return _hospitals(story)
        case "guess":
            return _("Of 100 scans of {cls}, which {hospital} has never seen, how many will it name rightly?").format(
                cls=story.unseen, hospital=_teller(story)
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
    return _("Trained alone, {hospital} names {found} of them rightly.").format(
        hospital=_teller(story), found=percent(story.found_alone or 0.0)
    )


def people_sentence(story: Story, mixed: Patients) -> str:
    """How many patients are sent home wrongly, or where a set has no healthy class, how many scans are misread."""
    said = {"hospital": _teller(story), "alone": _wrong(mixed.alone), "together": _wrong(mixed.together)}
    said |= {"patients": number(PATIENTS), "pooled": _wrong(mixed.pooled)}
    if story.healthy is None:
        if mixed.pooled is None:
            words = _("Of {patients} scans {hospital} alone misreads {alone}, all together {together}.")
        else:
            words = _(
                "Of {patients} scans {hospital} alone misreads {alone}, all together {together}, one model on all "
                "scans {pooled}."
            )
    elif mixed.pooled is None:
        words = _("Of {patients} patients {hospital} alone sends {alone} home wrongly, all together {together}.")
    else:
        words = _(
            "Of {patients} patients {hospital} alone sends {alone} home wrongly, all together {together}, one model on "
            "all scans {pooled}."
        )
    return words.format(**said)


def sure(probability: float) -> str:
    """How sure a model is: no model is ever quite."""
    return _("more than 99 %") if probability > 0.99 else percent(probability)


def _teller(story: Story) -> str:
    return hospital(story.teller.name) if story.teller else ""


def _wrong(people: People | None) -> str:
    return number(round(people.sent_home)) if people else ""


def _hospitals(story: Story) -> str:
    how_many = {"n": capital(in_words(len(story.hospitals)))}
    blind = [each for each in story.hospitals if each.unseen]
    if story.unseen is None:
        return _("{n} hospitals have scans of their own, and want one model for all of them.").format(**how_many)
    if len(blind) < len(story.hospitals):
        words = _("{n} hospitals have scans of their own, and {hospital} has never seen {cls}.")
        return words.format(**how_many, hospital=_teller(story), cls=story.unseen)
    if any(len(each.unseen) > 1 for each in blind):
        return _("{n} hospitals have scans of their own, and none of them has seen everything.").format(**how_many)
    if story.healthy is None:
        return _("{n} hospitals have scans of their own, and each has never seen one kind.").format(**how_many)
    return _("{n} hospitals have scans of their own, and each has never seen one disease.").format(**how_many)


def _shown(story: Story, scan: Scan) -> str:
    said = {"hospital": _teller(story), "truth": scan.truth, "said": scan.says_alone, "sure": sure(max(scan.alone))}
    if scan.says_alone == story.healthy:
        words = _("Shown this scan of {truth}, {hospital} says {said}, {sure} sure: a patient sent home.")
    else:
        words = _("Shown this scan of {truth}, {hospital} says {said}, {sure} sure.")
    return words.format(**said)


def _travel(story: Story) -> str:
    return ngettext(
        "Models travel, scans never do: in {n} round the hospitals train and the server averages.",
        "Models travel, scans never do: in {n} rounds the hospitals train and the server averages.",
        story.rounds_done,
    ).format(n=in_words(story.rounds_done))


def _again(story: Story) -> str:
    if story.scan:
        return _("The same scan again: trained together, the hospitals say {cls}, {sure} sure.").format(
            cls=story.scan.truth, sure=sure(max(story.scan.together))
        )
    found = (story.found_together, story.found_alone) if story.unseen else (story.together, story.alone)
    together, alone = found[0] or 0.0, found[1] or 0.0
    decimals = places(together, alone)
    said = {"together": percent(together, decimals), "alone": percent(alone, decimals), "hospital": _teller(story)}
    if story.unseen:
        words = _("Trained together, the hospitals find {together} of {cls}; {hospital} alone finds {alone}.")
        return words.format(**said, cls=story.unseen)
    words = _("Trained together, the hospitals name {together} of scans rightly; {hospital} alone {alone}.")
    return words.format(**said)


def _server(story: Story) -> str:
    if not story.noise:
        return _("The server saw {n} numbers from each hospital in every round, and never a scan.").format(
            n=number(story.travelled.num_parameters if story.travelled else 0)
        )
    plain, worst = story.noise[0].accuracy, min(each.accuracy for each in story.noise)
    if worst > plain - SAME:
        return _("The server saw numbers and never a scan; noise that hides who took part costs nothing here.")
    decimals = places(plain, worst)
    words = _("The server saw numbers and never a scan; noise for privacy takes accuracy from {plain} to {worst}.")
    return words.format(plain=percent(plain, decimals), worst=percent(worst, decimals))


def notes(story: Story, step: str) -> tuple[str, ...]:
    """For the speaker alone: the figures, and what to ask the room."""
    return ()


def alt(story: Story, step: str) -> str:
    """The picture of a step in words, for whoever does not see it."""
    return sentence(story, step)


def _member(member: Member) -> str:
    return hospital(member.name)
