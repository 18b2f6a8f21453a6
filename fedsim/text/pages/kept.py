"""What the Runs page says."""

from fedsim.language import N_, Said, Words, _, ngettext
from fedsim.text.format import decimals, number

WHICH = Words({"all": N_("All"), "starred": N_("Starred"), "unfinished": N_("Not finished")})
"""Which runs the table shows."""


class Page:
    """The page."""

    HEADING = Said("Runs")
    PURPOSE = Said("Find every run that is kept here: open, compare, name or delete it.")
    EMPTY = Said("No run is kept yet. The Simulate page makes the first one with one press.")
    GO = Said("To the Simulate page")
    SEARCH = Said("Search")
    SEARCH_HELP = Said("A run is shown that has all of these words in its name, tags, note or settings.")
    SEARCH_PLACE = Said("scaffold digits")
    WHICH = Said("Which runs")
    NONE_FOUND = Said("No run is like that: search for something else, or show all.")
    SHOW_ALL = Said("Show all runs")
    CHOOSE = Said("Tick a run at its left to do something with it.")


class Columns:
    """The table's headings."""

    STARRED = Said("Star")
    NAME = Said("Name")
    WHEN = Said("When")
    IMAGES = Said("Images")
    HOSPITALS = Said("Hospitals and how they differ")
    STRATEGY = Said("Strategy")
    PRIVACY = Said("Privacy")
    ROUNDS = Said("Rounds")
    ACCURACY = Said("Accuracy")
    ACCURACY_HELP = Said("Of the test images, after the last round of training.")
    WORST = Said("Worst hospital")
    WORST_HELP = Said("The lowest accuracy that any hospital has on the classes that it has images of.")
    SECONDS = Said("Time, s")
    SECONDS_HELP = Said("Of all its rounds together: training and evaluation.")
    STATUS = Said("Status")
    TAGS = Said("Tags")
    NOTE = Said("Note")
    SEED = Said("Seed")


class Compared:
    """Chosen runs side by side."""

    HEADING = Said("Side by side")
    HELP = Said("Runs that differ in nothing but the seed are one group; settings are shown where they differ.")
    GROUP = Said("Group")
    SEEDS = Said("Seeds")
    LOW = Said("From")
    HIGH = Said("To")
    ROUND = Said("Round")
    SE = Said("Standard error")
    END = Said("Last round")
    BEST = Said("Best round")
    LAST = Said("Mean of the last {n}")
    ROUNDS = Said("Rounds done")
    SECONDS = Said("Time, s")
    SAME = Said("the settings of most")
    NOBODY = Said("nobody")
    AND_SEEDS = Said("{group} (n = {n})")
    SETTING = Said("{name} {value}")
    NOTHING = Said("None of these runs has finished a round: choose another one in the table.")
    BASE = Said("Compare with")


class Actions:
    """What is done with the runs that are chosen."""

    OPEN = Said("Open")
    STAR = Said("Star")
    UNSTAR = Said("Take the star off")
    STAR_HELP = Said("The models of a run with a star are kept where others make room.")
    DELETE = Said("Delete")
    DELETE_HELP = Said("The table hides them. It can be taken back for a week.")
    UNDO = Said("Undo")
    DOWNLOAD = Said("Download")
    WHICH = Said("Which run")
    WHICH_HELP = Said("The buttons below hand over this one.")
    NAME_HELP = Said("What to call this run in lists and legends.")
    NOTE_HELP = Said("What should be remembered of this run: it stands in its report.")
    DESCRIBE = Said("Name, tags, note")
    SAVE = Said("Save")
    SAVED = Said("Saved.")
    TAG = Said("Tag")
    TAGS = Said("Tags of the chosen runs")
    TAG_ADD = Said("Add to all")
    TAG_TAKE = Said("Take off all")
    TAGS_HELP = Said("Words to find it by. Type one and press Enter.")


class Failed:
    """A file that could not be made."""

    NOT_MADE = Said("The file could not be made. {why}")


class TakingIn:
    """Results files taken in."""

    BUTTON = Said("Take results in")
    FILES = Said("Results files (JSON)")
    HELP = Said(
        "As Download writes them (Results, JSON), or `run --json` on the command line: the runs are in the table then, "
        "as they were, without models. Nothing that is here changes."
    )
    OF_FILE = Said("{file}: {why}")


FORMATS = Words(
    {
        "html": N_("Report, works offline and prints (HTML)"),
        "json": N_("Results, all that was measured (JSON)"),
        "csv": N_("Table, a row a round and hospital (CSV)"),
        "parquet": N_("The same table (Parquet)"),
        "toml": N_("Settings, for `run --config` (TOML)"),
        "model": N_("Model with its card (safetensors, ZIP)"),
        "figures": N_("Figures and their numbers (PNG, SVG, CSV, ZIP)"),
        "script": N_("Plain script in Flower and PyTorch, to learn from (ZIP)"),
        "notebook": N_("The same as a notebook (ZIP)"),
    }
)
"""What a run can be taken away as."""
TABLE_FORMATS = Words({"markdown": N_("Markdown"), "latex": N_("LaTeX"), "csv": N_("CSV")})


def chosen(runs: int) -> str:
    return ngettext("**{n} run** is chosen.", "**{n} runs** are chosen.", runs).format(n=number(runs))


def others(groups: int) -> str:
    """Of groups that have no colour of their own."""
    return ngettext("{n} other group", "{n} other groups", groups).format(n=number(groups))


def taken_in(runs: int) -> str:
    return ngettext(
        "{n} run is taken in, and chosen in the table.", "{n} runs are taken in, and chosen in the table.", runs
    ).format(n=number(runs))


def deleted(runs: int) -> str:
    return ngettext("{n} run is deleted.", "{n} runs are deleted.", runs).format(n=number(runs))


def live_stay(runs: int) -> str:
    """Of runs that are under way."""
    return ngettext(
        "{n} run is under way and stays: stop it first.", "{n} runs are under way and stay: stop them first.", runs
    ).format(n=number(runs))


def disk(num_bytes: int, most_mb: int | None) -> str:
    """How much of the disk models take up."""
    used = decimals(num_bytes / 1e6, 1)
    if most_mb is None:
        return _("Models of these runs take up {used} MB of the disk.").format(used=used)
    return _(
        "Models of these runs take up {used} MB of the disk; above {most} MB the oldest without a star make room."
    ).format(used=used, most=number(most_mb))


def newest(shown: int) -> str:
    """Where there may be more."""
    said = ngettext("Only the newest run is shown.", "Only the newest {n} runs are shown.", shown)
    return said.format(n=number(shown))
