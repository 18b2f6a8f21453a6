"""Problems of no one area."""

from fedsim.language import N_

WORDS = {
    "several": "{problems}",
    "as-told": "{words}",
    "unexpected": N_("Something unexpected went wrong ({kind}: {words})."),
    "stopped": N_("Stopped."),
}
