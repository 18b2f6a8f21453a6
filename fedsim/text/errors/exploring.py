"""What is wrong with a sweep."""

from fedsim.language import N_

WORDS = {
    "seeds-out-of-bounds": N_("seeds must be from 1 to {most}, got {value}."),
    "run-ended-early": N_("A run of the sweep ended before its last round; run it by itself to see why."),
    "no-axis": N_("'{value}' cannot be moved from run to run; these can: {axes}."),
    "more-than-there-are": N_(
        "{name} must be from 0 to {most}, the number of hospitals, got {value}; choose fewer, or add hospitals."
    ),
}
