"""What a shared server does not allow, and settings of its operator that are none."""

from fedsim.language import N_

WORDS = {
    "shared-or-not": N_("{variable} must be yes, no or auto, got {got!r}."),
    "limit-no-number": N_("{variable} must be a whole number of at least 1, got {got!r}."),
    "limit-no-folder": N_("{variable} must name a folder that is there, got {got!r}."),
}
"""By code."""
