"""The picture of each step in words, for whoever does not see it."""

from collections.abc import Callable, Sequence

from fedsim.analysis.people import even_mix, patients
from fedsim.analysis.story import Story
from fedsim.language import _, as_sentence, capital, commas, ngettext, paragraph, semicolons
from fedsim.text.format import counted, few, hospital, in_words, listed, number, percent
from fedsim.text.present.noise import noise_sentence
from fedsim.text.present.sentences import people_sentence, sentence, sure, teller


def alt(story: Story, step: str) -> str:
    """What the picture of a step shows that can be told; before the viewer has guessed it does not tell the answer."""
    return ALTS[step](story)


def _hospitals(story: Story) -> str:
    each = [
        _("{hospital} has {scans} and has never seen {classes}").format(
            hospital=hospital(member.name),
            scans=counted(member.num_images, "scan"),
            classes=listed(few(member.unseen)),
        )
        if member.unseen
        else _("{hospital} has {scans}").format(
            hospital=hospital(member.name), scans=counted(member.num_images, "scan")
        )
        for member in story.hospitals
    ]
    return as_sentence(semicolons(few(each)))


def _guess(story: Story) -> str:
    return _("An empty bar from 0 to 100 scans of {cls}, waiting for a guess.").format(cls=story.unseen)


def _scan(story: Story) -> str:
    if story.scan is None:
        return ""
    return _("A scan of {cls}. {hospital} alone says {answers}.").format(
        cls=story.scan.truth, hospital=teller(story), answers=_answers(story.classes, story.scan.alone)
    )


def _answers(classes: Sequence[str], probabilities: Sequence[float]) -> str:
    """The surest first."""
    ranked = sorted(zip(probabilities, classes, strict=True), reverse=True)
    said = [_("{cls} ({sure} sure)").format(cls=name, sure=sure(each)) for each, name in ranked]
    return commas(few(said))


def _rounds(story: Story) -> str:
    said = ngettext(
        "{n} hospital around a server. Models go to it and come back.",
        "{n} hospitals around a server. Models go to it and come back.",
        len(story.hospitals),
    ).format(n=capital(in_words(len(story.hospitals))))
    rise = _("A curve of accuracy goes from {first} to {last} in {rounds}.").format(
        first=percent(story.accuracies[0]),
        last=percent(story.accuracies[-1]),
        rounds=counted(story.rounds_done, "round"),
    )
    return paragraph([said, rise])


def _again(story: Story) -> str:
    bars = [(teller(story), story.alone), (_("Together"), story.together), (_("Pooled"), story.pooled)]
    said = [_("{model} {share}").format(model=name, share=percent(each)) for name, each in bars if each is not None]
    shown = _("Bars of accuracy: {bars}.").format(bars=commas(said))
    if story.scan is None:
        return shown
    first = _("The same scan of {cls}. Together the hospitals say {answers}.").format(
        cls=story.scan.truth, answers=_answers(story.classes, story.scan.together)
    )
    return paragraph([first, shown])


def _server(story: Story) -> str:
    numbers = number(story.travelled.numbers_each if story.travelled else 0)
    said = _("Each hospital sends {n} numbers to the server. No scan goes there.").format(n=numbers)
    own = [story.own_noise] if story.own_noise else []
    return paragraph([said, *map(noise_sentence, (*story.noise[:1], *story.noise[-1:], *own))])


def _people(story: Story) -> str:
    mixed = patients(story, even_mix(story))
    return people_sentence(story, mixed) if mixed else ""


def _turn(story: Story) -> str:
    return sentence(story, "turn")


ALTS: dict[str, Callable[[Story], str]] = {
    "hospitals": _hospitals,
    "guess": _guess,
    "scan": _scan,
    "rounds": _rounds,
    "again": _again,
    "server": _server,
    "people": _people,
    "turn": _turn,
}
