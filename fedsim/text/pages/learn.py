"""What the Learn page says: six figures, each with one idea."""

from fedsim.language import N_, Said, Words, semicolons
from fedsim.text.citations import cited


class Page:
    """The page."""

    HEADING = Said("How does federated learning work?")
    PURPOSE = Said("Drag what moves in six pictures, then try the same setting in the app.")
    SOURCE = Said("Source: {source}.")
    LINK = Said("Try it in the app")
    NEW_TAB = Said("(opens in a new tab)")


TITLES = Words(
    {
        "round": N_("One round in six steps"),
        "average": N_("FedAvg: the average of the models"),
        "drift": N_("Non-IID: when hospitals pull apart"),
        "places": N_("Privacy: where noise is added"),
        "noise": N_("Central or local: what noise costs"),
        "masks": N_("Secure aggregation: masks that cancel"),
    }
)
"""By figure, in the page's order."""
IDEAS = Words(
    {
        "round": N_("Models travel, images stay: each hospital fills in what the others have never seen."),
        "average": N_("The shared model is the mean of the hospitals' models, each weighted by its number of images."),
        "drift": N_(
            "Where hospitals differ, FedAvg comes to rest further from the best model the longer they train in a round."
        ),
        "places": N_("Noise hides something from everyone who comes after it, and from nobody who comes before."),
        "noise": N_("Noise that each hospital adds itself weighs more than the same noise added once by the server."),
        "masks": N_("The server can add up what the hospitals send without being able to read any of it."),
    }
)
"""In one sentence."""
ABOUT = Words(
    {
        "round": N_(
            "Here the model is a picture of 25 numbers; a real one has millions. Dashes mark what a hospital has never "
            "seen: its own training leaves that part as it is, and only the others' models bring it."
        ),
        "average": N_(
            "Drag the bars and the dots. Whoever has more images moves the shared model further, and a small hospital "
            "with something rare to say is hardly heard."
        ),
        "drift": N_(
            "Drag the two best models and the start. Every local step takes a hospital nearer to its own best model; "
            "where losses curve differently, averaging does not undo that. With one step, or with losses that curve "
            "alike, there is no drift."
        ),
        "places": N_(
            "Bars are eight numbers of an update; the short lines across them show what it is without noise. Before "
            "noise is added, the update is clipped to length 1, and at record level each image's gradient: 20 steps "
            "are shown, on 20 images each, with a learning rate of 1."
        ),
        "noise": N_(
            "Each dot is the noise that is left in the average of one round. Both have the same noise multiplier and "
            "the same epsilon for each hospital, but in the local case the server need not be trusted. All hospitals "
            "count alike here, and the clip norm is 1."
        ),
        "masks": N_(
            "Each two hospitals agree on a mask that the server never sees; numbers are counted on a clock from 0 to "
            "99, so that a masked one may be anything. The sum itself is not hidden: that takes noise. fedsim does not "
            "mask: its server reads each update, and tests what can be told from it."
        ),
    }
)
"""At most three sentences below the figure."""
SOURCES = {
    "round": {"McMahan et al. 2017": "https://arxiv.org/abs/1602.05629"},
    "average": {"McMahan et al. 2017": "https://arxiv.org/abs/1602.05629"},
    "drift": {
        "Karimireddy et al. 2020": "https://arxiv.org/abs/1910.06378",
        "Li et al. 2020": "https://arxiv.org/abs/1907.02189",
    },
    "places": {
        "McMahan et al. 2018": "https://arxiv.org/abs/1710.06963",
        "Abadi et al. 2016": "https://arxiv.org/abs/1607.00133",
    },
    "noise": {"Kairouz et al. 2021": "https://arxiv.org/abs/1912.04977"},
    "masks": {"Bonawitz et al. 2017": "https://doi.org/10.1145/3133956.3133982"},
}
"""Whom to cite, and where it is."""
QUESTIONS = Words(
    {
        "round": N_("After which round does hospital A find the disease that it has never seen?"),
        "average": N_("One hospital has most of the images: which diseases does the shared model find best?"),
        "drift": N_("Take more local epochs, then fewer: which of them serves the shared model better?"),
        "places": N_("Who has to be trusted with these settings, and what does the promise hide?"),
        "noise": N_("How much does the promise change with more hospitals, and how much the noise?"),
        "masks": N_("What can be told from one hospital's update, and what from the average?"),
    }
)
"""What the link into the app asks."""


def sources(figure: str) -> str:
    """Whom to cite for a figure, as links."""
    return semicolons(f"[{cited(work)}]({address})" for work, address in SOURCES[figure].items())
