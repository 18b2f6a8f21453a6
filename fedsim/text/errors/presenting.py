"""What of a run cannot be presented, and how it could."""

from fedsim.language import N_

WORDS = {
    "present-no-round": N_("This run has no finished round yet: present it once it has, or present another one."),
    "present-no-alone": N_(
        "Nobody knows yet how hospital {hospital} does alone: train this run's baselines on the Simulate page."
    ),
    "present-nobody-blind": N_(
        "No hospital of this run is blind to a disease that another has: leave a class out at one, and run it again."
    ),
    "present-own-models": N_(
        "This run leaves each hospital a model of its own, so that no single one answers for all: run it with FedAvg."
    ),
    "present-no-answers": N_(
        "What the models said to each scan is kept for the newest runs only, and not for this one: run it again."
    ),
    "present-other-images": N_("The scans that this run was tested on are not here, or have changed: run it again."),
    "present-no-scan": N_(
        "No scan of {cls} is one that hospital {hospital} gets wrong alone and all get right together: train for more "
        "rounds."
    ),
    "present-no-noise": N_(
        "What noise costs this run takes the same run without noise, and with some: run a sweep on the Privacy page."
    ),
}
