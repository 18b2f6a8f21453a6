"""What the speaker sees beside a step, and the room does not: its figures, and what to ask the room."""

from collections.abc import Callable, Iterator

from fedsim.analysis.people import Patients, even_mix, patients
from fedsim.analysis.story import Member, Story
from fedsim.analysis.taking_part import Counting
from fedsim.language import N_, Words, _, ngettext, semicolons
from fedsim.text.format import counted, decimals, few, hospital, listed, number, percent
from fedsim.text.pages.present import drawn
from fedsim.text.present.noise import noise_notes
from fedsim.text.present.sentences import sure, teller

MEGA = 1e6
_COUNTING = Words(
    {
        Counting.IMAGES: N_("In the average, a hospital counts by its number of scans."),
        Counting.EQUALLY: N_("In the average, all hospitals count as much."),
        Counting.RULE: N_("The server makes one model of theirs by a rule that a few false ones cannot spoil."),
        Counting.LOSS: N_("In the average, a hospital counts more where the shared model serves it badly."),
        Counting.STEPS: N_("In the average, a hospital counts by its scans, and no more for taking more steps."),
    }
)
_SENT = Words(
    dict.fromkeys(Counting, N_("In the last round {hospital} sent {n} numbers, and on how much it trained: {scans}."))
    | {
        Counting.LOSS: N_(
            "In the last round {hospital} sent {n} numbers, how badly the shared model serves it, and on how much it "
            "trained: {scans}."
        ),
        Counting.STEPS: N_(
            "In the last round {hospital} sent {n} numbers, how many steps it took, and on how much it "
            "trained: {scans}."
        ),
    }
)
"""Both are by what the hospitals count by: who counts by something else sends it."""


def notes(story: Story, step: str) -> tuple[str, ...]:
    """Three to five short lines of a step that can be told."""
    return tuple(NOTES[step](story))


def _hospitals(story: Story) -> Iterator[str]:
    yield semicolons(few([_brings(each) for each in story.hospitals]))
    if story.drawn:
        yield drawn()
    yield _("The scans never leave their hospital, neither for the other hospitals nor for the server.")
    yield _("Ask: which of these hospitals would you trust with any patient?")


def _brings(member: Member) -> str:
    said = {"hospital": hospital(member.name), "scans": counted(member.num_images, "scan")}
    if not member.unseen:
        return _("{hospital}: {scans}, of every class").format(**said)
    return _("{hospital}: {scans}, none of {classes}").format(**said, classes=listed(few(member.unseen)))


def _guess(story: Story) -> Iterator[str]:
    yield ngettext(
        "{n} scan of {cls} is tested that no model has trained on.",
        "{n} scans of {cls} are tested that no model has trained on.",
        story.num_unseen,
    ).format(n=number(story.num_unseen), cls=story.unseen)
    if story.right_on_seen is not None:
        yield _("It is no bad model: of what it has seen, {hospital} alone names {share} rightly.").format(
            hospital=teller(story), share=percent(story.right_on_seen)
        )
    yield _("Let everyone commit to a number before the bar fills.")
    yield _("Ask: what would you call a disease that nobody has ever told you of?")


def _scan(story: Story) -> Iterator[str]:
    if story.scan:
        said = {"hospital": teller(story), "said": story.scan.says_alone, "cls": story.unseen}
        yield _("This is test scan {n}: {hospital} says {said}, {sure} sure.").format(
            n=number(story.scan.place + 1), sure=sure(max(story.scan.alone)), **said
        )
        if story.matrices.alone and story.unseen:
            row = story.matrices.alone[story.classes.index(story.unseen)]
            yield _("Of {all} scans of {cls}, {hospital} alone calls {n} {said}.").format(
                all=number(sum(row)), n=number(row[story.classes.index(story.scan.says_alone)]), **said
            )
    yield _("A model can answer only with what it was taught: being sure is not being right.")
    yield _("Ask: who in your clinic would have noticed?")


def _rounds(story: Story) -> Iterator[str]:
    if story.travelled:
        sent = decimals(story.travelled.bytes_in_all / MEGA, 1)
        yield _("Each model is {n} numbers; both ways and in all rounds {size} MB travelled, and not one scan.").format(
            n=number(story.travelled.num_parameters), size=sent
        )
        if story.travelled.controls:
            yield _("Beside each model travel as many corrections, which keep hospitals from drifting apart.")
        yield _COUNTING[story.travelled.counting]
    yield _("Scans named rightly: {first} before the first round, {last} after the last.").format(
        first=percent(story.accuracies[0]), last=percent(story.accuracies[-1])
    )
    yield _("Ask: what does a hospital give away with these numbers? The server's step comes back to it.")


def _again(story: Story) -> Iterator[str]:
    models = {"alone": story.alone, "together": story.together, "pooled": story.pooled}
    found = {"alone": story.found_alone, "together": story.found_together, "pooled": story.found_pooled}
    yield _compared(story, models)
    if story.unseen:
        yield _compared(story, found, story.unseen)
    if story.pooled is not None:
        yield _("One model on all scans is what could be had if the scans could travel.")
    yield _("Ask: what did {hospital} have to give away for this?").format(hospital=teller(story))


def _compared(story: Story, shares: dict[str, float | None], cls: str | None = None) -> str:
    """Of all scans, or of those of a class."""
    said = {name: percent(share) for name, share in shares.items() if share is not None}
    if "pooled" in said and cls:
        words = _("Scans of {cls}: {hospital} alone {alone}, together {together}, one model on all scans {pooled}.")
    elif "pooled" in said:
        words = _("All scans: {hospital} alone {alone}, together {together}, one model on all scans {pooled}.")
    elif cls:
        words = _("Scans of {cls}: {hospital} alone {alone}, together {together}.")
    else:
        words = _("All scans: {hospital} alone {alone}, together {together}.")
    return words.format(cls=cls, hospital=teller(story), **said)


def _server(story: Story) -> Iterator[str]:
    if story.travelled and story.travelled.sent:
        first = story.travelled.sent[0]
        said = {"hospital": hospital(first.name), "scans": counted(first.num_images, "scan")}
        yield _SENT[story.travelled.counting].format(n=number(first.numbers), **said)
    if story.noise:
        yield from noise_notes(story.noise[-1])
        yield _("Each noise was tried once, with one seed: chance may move these numbers.")
    elif story.own_noise:
        yield from noise_notes(story.own_noise)
    else:
        yield _("Numbers can still tell of scans: noise makes that harder, and costs accuracy.")
    yield _("Ask: how much accuracy would you give for such a promise?")


def _people(story: Story) -> Iterator[str]:
    mixed = patients(story, even_mix(story))
    if mixed:
        yield from _mistaken(story, mixed)
    yield _("In a practice most are healthy, and few have each disease: set the mix to yours.")
    yield _("Each patient is right or wrong as often as the test scans of the same class were.")
    yield _("Ask: which mistake is worse where you work, one sent home or one called back?")


def _mistaken(story: Story, mixed: Patients) -> Iterator[str]:
    if mixed.alone and mixed.together and mixed.alone.called_back is not None:
        words = _("Healthy and called ill, at as many of each class: {hospital} alone {alone}, together {together}.")
        yield words.format(
            hospital=teller(story),
            alone=number(round(mixed.alone.called_back)),
            together=number(round(mixed.together.called_back or 0.0)),
        )


def _turn(story: Story) -> Iterator[str]:
    yield _("The next page has the settings of this run, and everything on it can be changed.")
    yield _("To try: let two hospitals lack the same disease; take one hospital away; take ten.")
    yield _("Ask the room for a wish, and for a guess before pressing Run.")


NOTES: dict[str, Callable[[Story], Iterator[str]]] = {
    "hospitals": _hospitals,
    "guess": _guess,
    "scan": _scan,
    "rounds": _rounds,
    "again": _again,
    "server": _server,
    "people": _people,
    "turn": _turn,
}
