"""What the page Present says beside the story itself, which is `fedsim.text.present`."""

from collections.abc import Mapping

from fedsim.language import N_, Said, Words, _, as_sentence, commas, ngettext, semicolons
from fedsim.text.format import few, in_words, number, percent, short


class Page:
    """Around the stage."""

    SEE_FIRST = Said("See the story first")
    SEE_FIRST_HELP = Said("A run that is here already, told in three minutes and eight steps.")
    PRESENT = Said("Present")
    PRESENT_HELP = Said("Tell this run as a story, step by step, on a screen for a room.")
    PHONES_CANNOT = Said(
        "Phones cannot reach this server, which listens on this machine alone. {file} says how to open it to them."
    )


STAGE = Words(
    {
        "stage": N_("Presentation"),
        "controls": N_("Steps and tools"),
        "next": N_("Next (right arrow)"),
        "back": N_("Back (left arrow)"),
        "play": N_("Go on by itself (P)"),
        "pause": N_("Stop going on by itself (P)"),
        "overview": N_("All steps (O)"),
        "overview_title": N_("All steps"),
        "notes": N_("Speaker’s notes (N)"),
        "language": N_("Language (L)"),
        "share": N_("On your phone (Q)"),
        "full": N_("Full screen (F)"),
        "close": N_("Leave (Esc)"),
        "pace": N_("Goes on after"),
        "seconds": N_("{n} s"),
        "loop": N_("again and again"),
        "share_lead": N_("This step on your phone"),
        "code": N_("A code that opens this step on a phone"),
        "close_share": N_("Close"),
        "blocked": N_("The browser did not open a second window: allow it, and press N again."),
        "no_full_screen": N_("The browser does not allow full screen here."),
        "notes_title": N_("Speaker’s notes"),
        "timer": N_("Since the notes were opened"),
        "timer_again": N_("Start the timer again"),
        "next_short": N_("Next"),
        "back_short": N_("Back"),
        "coming": N_("Then:"),
        "unknown": N_("?"),
        "guess": N_("Your guess"),
        "show": N_("Show"),
        "accuracy_together": N_("Accuracy, all together"),
        "saw": N_("What the server received"),
        "scans_seen": N_("scans"),
        "cost": N_("What privacy costs"),
        "accuracy": N_("Accuracy"),
        "noise": N_("Noise for privacy"),
        "drag": N_("Noise for privacy: drag to change it"),
        "without_noise": N_("without noise"),
        "turn": N_("Try it yourself"),
        "chips": N_("What each hospital sees: press a disease to take it away, or to give it back"),
        "restart": N_("From the beginning"),
    }
)
"""The stage's own words, by the names that it knows them by."""

KEYS = Words(
    {
        "→": N_("next"),
        "←": N_("back"),
        "F": N_("full screen"),
        "O": N_("all steps"),
        "N": N_("notes"),
        "L": N_("language"),
        "Q": N_("on your phone"),
        "P": N_("go on by itself"),
        "Esc": N_("leave"),
    }
)
"""What each key does. Space is like →."""


def place(step: int, steps: int, title: str) -> str:
    """Which of the steps it is, from 1."""
    return _("Step {n} of {steps}: {title}").format(n=step, steps=steps, title=title)


def spelled(titles: Mapping[str, str]) -> str:
    """What classes' short names stand for."""
    each = [_("{short}: {title}").format(short=short_name, title=title) for short_name, title in titles.items()]
    return as_sentence(semicolons(few(each)))


def drawn() -> str:
    return _("A program drew these scans: they show no patient.")


def run_that_ships() -> str:
    return _("This run comes with the app.")


def run_of_here(run: str, when: str) -> str:
    return _("This is run {run}, made with the app on {when}.").format(run=run, when=when)


def run_from_elsewhere(run: str) -> str:
    """When it was made its file may not say."""
    return _("This is run {run}, taken in from a results file.").format(run=run)


def mix_of_a_practice() -> str:
    return _("In a practice most are healthy, and few have each disease: set the mix to yours.")


def more_hospitals(count: int) -> str:
    return ngettext("and {n} more hospital", "and {n} more hospitals", count).format(n=number(count))


def scans(count: int) -> str:
    return ngettext("{n} scan", "{n} scans", count).format(n=number(count))


def never_seen() -> str:
    return _("never seen")


def numbers_sent(count: int) -> str:
    return ngettext("{n} number", "{n} numbers", count).format(n=number(count))


def size_sent(num_bytes: int) -> str:
    return _("{size} kB").format(size=short(num_bytes / 1e3))


def share(probability: float) -> str:
    """How sure a model is: it is never quite."""
    if probability > 0.99:
        return _("> {share}").format(share=percent(0.99))
    return _("< {share}").format(share=percent(0.01)) if 0 < probability < 0.01 else percent(probability)


def guess_label(cls: str, hospital: str) -> str:
    return _("How much of {cls} {hospital} will find").format(cls=cls, hospital=hospital)


def really_finds(hospital: str) -> str:
    return _("{hospital}, alone").format(hospital=hospital)


def truth(cls: str) -> str:
    return _("In truth: {cls}").format(cls=cls)


def says(hospital: str | None) -> str:
    """Whose answers follow; None is of all together."""
    return _("{hospital}, alone, says").format(hospital=hospital) if hospital else _("All together say")


def how_often() -> str:
    return _("Share of test scans that are named rightly")


def model_title(kind: str, hospital: str) -> str:
    """Of the three models that are compared."""
    if kind == "alone":
        return _("{hospital}, alone").format(hospital=hospital)
    return _("All together") if kind == "together" else _("All scans in one place")


def round_of(done: int, rounds: int) -> str:
    if not done:
        return _("Before training")
    return _("Round {round} of {rounds}").format(round=done, rounds=rounds)


def like_guessing(classes: int) -> str:
    return _("no better than guessing among {n}").format(n=in_words(classes))


def formula_said(terms: list[str]) -> str:
    """The average for who does not see it."""
    return _("The new shared model is the average of the hospitals' models, which count {shares}.").format(
        shares=commas(terms)
    )


def finds(cls: str) -> str:
    return _("{cls} found").format(cls=cls)


def borrowed() -> str:
    return _("In the run that comes with the app, which has other settings")


def to_sweep() -> str:
    return _("This run’s own cost: sweep its noise on the Privacy page")


def mix() -> str:
    return _("Which patients come")


def wrongly(*, healthy: bool) -> str:
    return _("sent home wrongly") if healthy else _("misread")


def called_ill() -> str:
    return _("healthy, called ill")


def misnamed() -> str:
    return _("ill, given another disease")


def crowd(*, healthy: bool) -> str:
    """A picture of a thousand in words; its places are filled on the page."""
    if not healthy:
        return _("{model}: {home} of 1,000 misread")
    return _(
        "{model}: of 1,000, {home} sent home wrongly, {called} healthy and called ill, {misnamed} ill and given "
        "another disease"
    )


def nobody() -> str:
    return _("Move a slider: there are no patients yet.")
