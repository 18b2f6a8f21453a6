"""What is wrong with a command."""

from fedsim.language import N_

WORDS = {
    "wrong-usage": N_("{message} (see {command})"),
    "results-in-folder": N_("{path} is a folder: name a file in it for the results."),
    "results-nowhere": N_("There is no folder {path} to write the results to; make it first."),
    "last-too-few": N_("--last must be >= 1, got {value}: it is of how many rounds a mean is."),
    "counts-too-low": N_("rounds and hospitals must be >= 1, got {rounds} and {hospitals}."),
    "noise-too-low": N_("noise_multiplier must be >= 0, got {value}."),
    "delta-out-of-bounds": N_("delta must be between 0 and 1, got {value}."),
    "tutorial-images-missing": N_(
        "{title} at {size} px is not on this machine: run `python -m fedsim data download {dataset} --size {size}`, "
        "or use --dataset synthetic-oct --weights none."
    ),
    "tutorial-weights-missing": N_("Here that is --weights none."),
}
