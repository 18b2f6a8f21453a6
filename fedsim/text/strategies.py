"""What each strategy is good for, in a sentence or two, and where it was published."""

from fedsim.language import N_, Words, _, paragraph
from fedsim.text.citations import cited

WHEN = Words(
    {
        "fedavg": N_("The mean of the hospitals' models, by their numbers of images. Begin with it."),
        "fedprox": N_(
            "FedAvg whose hospitals are held near the shared model: calmer where they differ, slower everywhere."
        ),
        "scaffold": N_(
            "Corrects each hospital's steps for how it differs: helps where all differ and all take part, hurts where "
            "each has one class alone. Made for SGD."
        ),
        "fedavgm": N_("FedAvg that keeps going where it went: steadier where the rounds' averages swing."),
        "fedadagrad": N_(
            "The server gives each weight a pace of its own that only falls: for rare features and long runs."
        ),
        "fedadam": N_(
            "The server gives each weight a pace of its own: faster where FedAvg crawls, once its rate is tuned."
        ),
        "fedyogi": N_("FedAdam that slows down more gently: where FedAdam is restless."),
        "qfedavg": N_("Hospitals that the shared model serves badly count more: for a fairer worst hospital."),
        "fednova": N_("Who makes more steps in a round counts no more for it: where hospitals differ much in size."),
        "feddyn": N_(
            "Bends each hospital's loss so that all agree on one optimum: fast where they differ. Made for SGD."
        ),
        "fedmedian": N_("The median of each weight: bears cheats, and leaves out what only few hospitals know."),
        "fedtrimmedavg": N_("The mean of each weight without its extremes: bears a known share of cheats."),
        "krum": N_(
            "Believes the one hospital that most others are near: bears cheats, and forgets all other hospitals."
        ),
        "multikrum": N_(
            "Believes the hospitals that most others are near: bears cheats, and may leave out who differs."
        ),
        "bulyan": N_("Krum and a trimmed mean, one after the other: the most careful, and in need of many hospitals."),
        "rfa": N_("The point that is nearest to all updates together: bears cheats up to half of the hospitals."),
        "centred-clipping": N_(
            "A mean in which no one pulls far: bears cheats and harms the honest least. Try it with buckets."
        ),
        "fedbn": N_(
            "Each hospital keeps its own normalisation: for scanners that differ, where all take part in all rounds."
        ),
        "fedper": N_(
            "Each hospital keeps its own last layer: for its own mix of classes; it stays blind to what it lacks."
        ),
        "ditto": N_("Each hospital also trains a model of its own near the shared one: its own, and robust."),
        "finetuning": N_("FedAvg, and a little training at home with what comes out: the simplest personal model."),
    }
)
"""By the strategy's kind."""
PAPERS = {
    "fedavg": ("McMahan et al. 2017", "1602.05629"),
    "fedprox": ("Li et al. 2020", "1812.06127"),
    "scaffold": ("Karimireddy et al. 2020", "1910.06378"),
    "fedavgm": ("Hsu et al. 2019", "1909.06335"),
    "fedadagrad": ("Reddi et al. 2021", "2003.00295"),
    "fedadam": ("Reddi et al. 2021", "2003.00295"),
    "fedyogi": ("Reddi et al. 2021", "2003.00295"),
    "qfedavg": ("Li et al. 2020", "1905.10497"),
    "fednova": ("Wang et al. 2020", "2007.07481"),
    "feddyn": ("Acar et al. 2021", "2111.04263"),
    "fedmedian": ("Yin et al. 2018", "1803.01498"),
    "fedtrimmedavg": ("Yin et al. 2018", "1803.01498"),
    "krum": ("Blanchard et al. 2017", "1703.02757"),
    "multikrum": ("Blanchard et al. 2017", "1703.02757"),
    "bulyan": ("El Mhamdi et al. 2018", "1802.07927"),
    "rfa": ("Pillutla et al. 2022", "1912.13445"),
    "centred-clipping": ("Karimireddy et al. 2021", "2012.10333"),
    "fedbn": ("Li et al. 2021", "2102.07623"),
    "fedper": ("Arivazhagan et al. 2019", "1912.00818"),
    "ditto": ("Li et al. 2021", "2012.04221"),
    "finetuning": ("Wang et al. 2019", "1910.10252"),
}
"""By the strategy's kind: authors and year, and the number at arXiv."""


def about(kind: str) -> str:
    """When to use a strategy, and its paper."""
    authors, number = PAPERS[kind]
    return paragraph([WHEN[kind], _("{authors}, arXiv:{number}.").format(authors=cited(authors), number=number)])
