"""What several pages say: their list, the queue, the header of a result, the settings, and trouble."""

from fedsim.language import N_, Said, Words


class Languages:
    """The choice in the header."""

    LABEL = Said("Language")
    UNKNOWN = Said("This app does not speak “{language}”: choose a language at the top right.")


class Pages:
    """The list of pages."""

    SIMULATE = Said("Simulate")
    PRESENT = Said("Present")
    COMPARE = Said("Compare")
    TRY_IT = Said("Try it")
    RUNS = Said("Runs")
    SCENARIOS = Said("Scenarios")
    EXPLORE = Said("Explore")
    PRIVACY = Said("Privacy")
    DATA = Said("Data")
    LEARN = Said("Learn")
    TAB = Said("{page} · fedsim")


OF_STREAMLIT = Words(
    {
        "upload": N_("Upload"),
        "skip": N_("Skip to main content"),
        "system": N_("System"),
        "light": N_("Light"),
        "dark": N_("Dark"),
        "print": N_("Print"),
        "record": N_("Record screen"),
    }
)
"""What Streamlit says by itself, in English alone; where, `ui.shared.style` knows."""


class Door:
    """What the server answers before a page is drawn."""

    LENGTH = Said("Say how long the file is.")
    BUSY = Said("Too many files are being uploaded just now: try again in a minute.")
    TITLE = Said("Enter fedsim")
    PASSWORD = Said("Password")
    ENTER = Said("Enter")
    WRONG = Said("That is not the password. Try again.")
    TOO_OFTEN = Said("Too many wrong passwords just now. Try again in a minute.")
    SIGN_IN = Said("This server asks who you are before it lets you in.")
    SIGN_IN_BUTTON = Said("Sign in")


class Queue:
    """Runs that are under way."""

    TITLE = Said("**Queue**: {runs}")
    STOP = Said("Stop")
    EARLIER = Said("Move {run} one place earlier in the queue")
    LATER = Said("Move {run} one place later in the queue")
    OTHERS = Said("Other visitors: {runs}")
    NOT_YOURS = Said("You watch another visitor's run. Only who started it can stop it.")
    LINK = Said("Invite")
    LINK_HELP = Said("Who has the first address can watch this run, who has the second can stop it, too.")


class Header:
    """Whose numbers these are, and whether the settings have moved on since."""

    CHANGED = Said(
        ":material/edit: **Settings changed since this run**: {changes}. What is shown here is still of its own "
        "settings."
    )
    RUN_AGAIN = Said("Run again")
    RUN_AGAIN_HELP = Said("Start a run with the settings as they are now.")
    OTHER_DATA = Said("**The images have changed since this run**: their file holds others now.")
    BRING_BACK = Said("Bring them back")
    BRING_BACK_HELP = Said("Set every control as it was for this run.")


class Earlier:
    """A run that another version made."""

    WHY = Said(
        "Another version of fedsim or of its libraries made this run, or another machine or device: models that are "
        "trained now do not stand beside its own."
    )
    OTHER_DATA = Said(
        "The file of these images has changed since this run: models that are trained now do not stand beside its own."
    )
    AGAIN = Said("Run all of it again")


class History:
    """What the settings are called."""

    OWN = Said("Own settings")


class OtherRuns:
    """Runs that are not shown, and the database."""

    CANNOT_BE_READ = Said("Run “{run}” is kept here but cannot be read: a newer version of fedsim may have made it.")
    NOT_HERE = Said(
        "There is no run “{run}” here: it was made on another machine, or in memory by an app that was closed."
    )
    LAST = Said("**Last run**: {run}")
    SHOW = Said("Show it")
    KEPT = Said("**This run is kept here already**: {run}")
    KEPT_OTHERWISE = Said(
        "**This run is kept here already**, made by another version or machine, so that a new one may differ: {run}"
    )


class Lessons:
    """A link that hides some controls, and asks a question."""

    QUESTION = Said("Question:")
    SHOW_ALL = Said("Show all controls")
    SHOW_ALL_HELP = Said("The link that you followed hides some of them.")


class Starting:
    """What a click on Run comes to."""

    QUEUED = Said("Queued: {runs} ahead of it.")
    SHOW = Said("Show that run")


class Session:
    """Links, and images that are gone."""

    LINK_NOT_USED = Said("The link's settings were not used; those of “{preset}” stand instead. {why}")
    LINK_PARTLY_USED = Said("Something in the link was not used. {why}")
    LINK_BESIDE_A_RUN = Said(
        "The run below is under way, and is not of this link: its settings differ. The link's own settings stand in "
        "the controls, and are run after it."
    )
    LINK_OF_A_RUN = Said("The link names a run, whose settings stand; those of the link were not used: {names}.")
    LOST = Said("The images of {name} can no longer be used. {why} {other} stands in for them.")
    LOOK_AGAIN = Said("Look for them again")
    KEEP = Said("Keep these")


class Images:
    """Images that are not on this machine, or cannot be used."""

    NOT_HERE = Said("{images} at {size} px is not on this machine yet.")
    DOWNLOAD = Said("Download {images} on the Data page")
    CHOOSE_OTHERS = Said("Choose other images")


class Choosing:
    """In a list where nothing is chosen yet."""

    ONE_OR_MORE = Said("Choose one or more")
    OR_TYPE = Said("Choose, or type one and press Enter")
    TYPE = Said("Type one and press Enter")


class NoiseBy:
    """By what the noise is chosen."""

    NOISE = Said("Noise")
    BUDGET = Said("Budget")


class Resources:
    """Waiting."""

    GETTING_READY = Said("Getting PyTorch and Flower ready, once")


class Many:
    """A federation with many hospitals."""

    SHOWN = Said("Hospitals shown, of {n}")
    CHOOSE = Said("Choose hospitals")
