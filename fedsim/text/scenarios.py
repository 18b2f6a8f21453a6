"""The scenarios in words: what each is called, what to watch, and what was measured."""

from collections.abc import Mapping, Sequence
from statistics import mean

from fedsim.language import N_, Words, _, commas, ngettext
from fedsim.settings.scenarios import SCENARIOS
from fedsim.text.format import percent

TITLES = Words(
    {
        "uneven": N_("The more hospitals differ, the less they learn together"),
        "mended": N_("What mends it"),
        "one-class": N_("The cure that harms"),
        "dropout": N_("Half of them are missing"),
        "harmful-defence": N_("The defence that harms the honest"),
        "sign-flip": N_("Two of twelve turn against the others"),
        "backdoor": N_("A backdoor that no accuracy shows"),
        "shortcut": N_("A mark that stands for a disease"),
        "newcomer": N_("The hospital that joined too late"),
    }
)
WATCH = Words(
    {
        "uneven": N_(
            "Ten hospitals read digits. Once each has its fair share of every digit, once most have two or three of "
            "them and little of the rest. Watch how slowly the second curve rises, and where it ends."
        ),
        "mended": N_(
            "The same ten uneven hospitals, and three strategies that were made for them. Watch how much of the loss "
            "each takes back."
        ),
        "one-class": N_(
            "Now each hospital has one digit and no other. SCAFFOLD corrects hospitals for how they differ: watch "
            "what it does where they have nothing in common."
        ),
        "dropout": N_(
            "Each of ten hospitals lacks one digit, and in every round each answers with a chance of one half. Watch "
            "the curve jump about, and where it ends all the same."
        ),
        "harmful-defence": N_(
            "Twelve honest hospitals with three digits each. Robust rules leave out whoever differs, and here all "
            "differ: watch what each defence costs although nobody attacks."
        ),
        "sign-flip": N_(
            "Two of these twelve hospitals send the opposite of what they have learnt. Watch the mean sink, the "
            "median sink deeper, and what happens if updates are mixed with their neighbours first."
        ),
        "backdoor": N_(
            "One of five hospitals paints a small mark on its images and calls them a seven. The accuracy looks as "
            "good as ever: watch how often the shared model says seven when it is shown the mark."
        ),
        "shortcut": N_(
            "At hospital A the scanner puts a small mark on nine in ten images of DRUSEN. Watch what A's own model and "
            "the shared one make of scans on which the mark stands on all other diseases."
        ),
        "newcomer": N_(
            "Hospital D has sixty scans and never takes part. Watch what the shared model of the three others is worth "
            "there, as it comes and after five passes over these sixty scans."
        ),
    }
)
"""What to look for."""
BARS = Words(
    {
        "uneven.even": N_("alpha 100: all alike"),
        "uneven.uneven": N_("alpha 0.1: all differ"),
        "mended.fedavg": N_("FedAvg"),
        "mended.scaffold": N_("SCAFFOLD"),
        "mended.fedprox": N_("FedProx"),
        "mended.feddyn": N_("FedDyn"),
        "one-class.fedavg": N_("FedAvg"),
        "one-class.scaffold": N_("SCAFFOLD"),
        "dropout.all": N_("All answer"),
        "dropout.half": N_("Half of them answer"),
        "harmful-defence.mean": N_("No defence: the mean"),
        "harmful-defence.clipping": N_("Centred clipping"),
        "harmful-defence.median": N_("Median"),
        "harmful-defence.rfa": N_("Geometric median"),
        "harmful-defence.krum": N_("Krum"),
        "sign-flip.mean": N_("No defence: the mean"),
        "sign-flip.median": N_("Median"),
        "sign-flip.mixed": N_("Mixing, then median"),
        "backdoor.mean": N_("No defence: the mean"),
        "backdoor.clipping": N_("Centred clipping"),
        "backdoor.median": N_("Median"),
        "backdoor.krum": N_("Krum"),
        "shortcut.alone-without": N_("A alone, no mark"),
        "shortcut.alone-wrong": N_("A alone, wrong mark"),
        "shortcut.together-without": N_("Shared, no mark"),
        "shortcut.together-wrong": N_("Shared, wrong mark"),
        "newcomer.alone": N_("D alone"),
        "newcomer.arriving": N_("Shared, as it comes"),
        "newcomer.tuned": N_("Shared, tuned at D"),
    }
)
"""By the scenario and its bar."""
TOLD = Words(
    {
        "uneven": N_("FedAvg is right on {even} of the test images where all are alike, on {uneven} where all differ."),
        "mended": N_(
            "FedAvg reaches {fedavg}; FedProx, at {fedprox}, is better with every seed. SCAFFOLD ({scaffold}) and "
            "FedDyn ({feddyn}) help with one seed and harm with another."
        ),
        "one-class": N_("FedAvg reaches {fedavg}, SCAFFOLD {scaffold}: it was made for hospitals that differ less."),
        "dropout": N_("With all hospitals it reaches {all}, with half of them in a round {half}."),
        "harmful-defence": N_(
            "The plain mean reaches {mean}, the median {median}, the geometric median {rfa}, Krum {krum}. Centred "
            "clipping, at {clipping}, costs least."
        ),
        "sign-flip": N_(
            "The mean falls to {mean}, the median alone to {median}: worse than no defence. Mixed first, it "
            "reaches {mixed}."
        ),
        "backdoor": N_(
            "The mean lets {mean} of the marked images pass for a seven, centred clipping {clipping}, the median "
            "{median}, Krum {krum}."
        ),
        "shortcut": N_(
            "A's own model falls from {alone-without} to {alone-wrong}, the shared one from {together-without} to "
            "{together-wrong}: the others dilute the mark, and do not take it away."
        ),
        "newcomer": N_(
            "Alone D reaches {alone}; the shared model is right on {arriving} there without one scan of D's. Five "
            "passes over D's sixty scans take it down to {tuned}."
        ),
    }
)
"""What was measured, where every claim of the scenario holds."""


def figures(name: str, scores: Mapping[str, Sequence[float]]) -> str:
    """What the three seeds came to, in a sentence of means."""
    return TOLD[name].format(**{bar: percent(mean(scores[bar])) for bar in SCENARIOS[name].bars})


def how_measured(num_seeds: int, made_with: Mapping[str, str]) -> str:
    """Where the figures on the cards come from."""
    libraries = commas(f"{library} {version}" for library, version in made_with.items())
    seeds = ngettext("{n} seed", "{n} seeds", num_seeds).format(n=num_seeds)
    return _(
        "Each bar is the mean of {seeds}, with a line from the worst to the best, measured with {libraries}. "
        "Your own run takes another seed, and is marked on the bar."
    ).format(seeds=seeds, libraries=libraries)
