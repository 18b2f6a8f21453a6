"""What hospitals that cheat reach, in words; not to be confused with the membership test (`fedsim.text.membership`)."""

from collections.abc import Iterator, Sequence

from fedsim.events import AttackSuccess, RoundFinished
from fedsim.language import _, commas, ngettext, paragraph
from fedsim.runs.state import RunState
from fedsim.text.format import counted, few, hospitals, listed, percent
from fedsim.text.kinds import in_header

AIMED = ("label-flip", "backdoor")
"""The cheats that want the shared model to say something; the others only do damage."""


def aim(of: AttackSuccess) -> str:
    """What a cheat wants the shared model to say, in a few words."""
    if of.kind == "backdoor":
        return _("mark called {target}").format(target=of.target)
    if of.source is None:
        return _("images called by flipped labels")
    return _("{source} called {target}").format(source=of.source, target=of.target)


def aim_of(of: AttackSuccess) -> str:
    """The same with who wants it."""
    return _("{hospitals}: {aim}").format(hospitals=listed(few(of.hospitals)), aim=aim(of))


def sentences(state: RunState) -> list[str]:
    """What each cheat of a run has reached up to its last round; of one that aims at nothing, what tells of it."""
    return [*_of_aims(state.rounds), *_of_others(state)]


def describe(rounds: Sequence[RoundFinished]) -> str:
    """The chart in words, for screen readers."""
    if not rounds:
        return _("Attack success by round; no round is finished yet.")
    ends = [
        _("{aim} {share}").format(aim=aim_of(each), share=percent(each.share))
        for each in rounds[-1].attack_success
        if each.share is not None
    ]
    return _("Attack success by round, so far: {aims}.").format(aims=commas(ends))


def _of_aims(rounds: Sequence[RoundFinished]) -> Iterator[str]:
    if not rounds:
        return
    for first, now in zip(rounds[0].attack_success, rounds[-1].attack_success, strict=True):
        if now.share is None or first.share is None:
            yield _("{aim}: there is no test image to measure it on.").format(aim=aim_of(now))
            continue
        said = {"before": percent(first.share), "now": percent(now.share), "images": _images(now)}
        reached = _reached(now).format(round=rounds[-1].round, target=now.target, **said)
        yield paragraph([_intent(now), reached])


def _intent(of: AttackSuccess) -> str:
    """Who does what."""
    number = len(of.hospitals)
    if of.kind == "backdoor":
        told = ngettext(
            "{hospitals} teaches that a small mark means {target}.",
            "{hospitals} teach that a small mark means {target}.",
            number,
        )
    elif of.source is None:
        told = ngettext(
            "{hospitals} flips all labels: the first class is called by the last one's name, and so on.",
            "{hospitals} flip all labels: the first class is called by the last one's name, and so on.",
            number,
        )
    else:
        told = ngettext("{hospitals} labels {source} as {target}.", "{hospitals} label {source} as {target}.", number)
    return told.format(hospitals=hospitals(of.hospitals), source=of.source, target=of.target)


def _images(of: AttackSuccess) -> str:
    images = counted(of.num_images, "test image")
    return _("{images} of {cls}").format(images=images, cls=of.source) if of.source else images


def _reached(of: AttackSuccess) -> str:
    """How often the shared model says so, with places for the numbers."""
    if of.kind == "backdoor":
        return _(
            "After round {round} the shared model says {target} of {now} of {images} of other classes that carry the "
            "mark, before training of {before}."
        )
    if of.source is None:
        return _(
            "After round {round} the shared model says the flipped name of {now} of {images}, before training of "
            "{before}."
        )
    return _("After round {round} the shared model says {target} of {now} of {images}, before training of {before}.")


def _of_others(state: RunState) -> Iterator[str]:
    """Of cheats whose success is not measured: why, and what it is that tells of them."""
    own = state.info is not None and state.info.evaluated == "own"
    aimless: dict[str, list[str]] = {}
    unmeasured: dict[str, list[str]] = {}
    for each in state.config.hospitals:
        kind, what = each.adversary.kind, in_header("adversary", each.adversary)
        if kind == "backdoor" and own:
            unmeasured.setdefault(what, []).append(each.name)
        elif what and kind not in AIMED:
            aimless.setdefault(what, []).append(each.name)
    for what, names in aimless.items():
        yield _("{hospitals}: {what}. It aims at no class: the damage that it does is in the accuracy.").format(
            hospitals=listed(few(names)), what=what
        )
    for what, names in unmeasured.items():
        yield _(
            "{hospitals}: {what}. Its success is not measured, since the rounds are evaluated on the hospitals' own "
            "models."
        ).format(hospitals=listed(few(names)), what=what)
