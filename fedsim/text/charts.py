"""What charts say: titles, tooltips, labels and, for screen readers, sentences; a class for each file of charts/.

What is put in for a list (of classes, of points) holds its items side by side.
"""

from fedsim.language import N_, Said, Words


class Success:
    """How far hospitals that cheat get."""

    ROUND_AXIS = Said("Round (0 is before training)")
    ROUND = Said("Round")
    SHARE = Said("Attack success")
    AIM = Said("Aim")


class Newcomers:
    """The shared model at a hospital that never takes part."""

    ROUND_AXIS = Said("Round (0 is before training)")
    ROUND = Said("Round")
    ACCURACY = Said("Accuracy on its own classes")
    ON_ALL = Said("On all classes")
    MODEL = Said("Model")


class Shortcut:
    """Which models read a hospital's mark."""

    MARK = Said("Where the mark stands on test images")
    ACCURACY = Said("Test accuracy")
    MODEL = Said("Model")
    WHERE = Words({"with": N_("on its disease"), "without": N_("nowhere"), "wrong": N_("on all others")})


class Scenarios:
    """What was measured of a scenario, and the visitor's own."""

    ACCURACY = Said("Test accuracy after the last round")
    SUCCESS = Said("Attack success after the last round")
    RUN = Said("Run")
    MEAN = Said("Mean of the seeds")
    WORST = Said("Worst seed")
    BEST = Said("Best seed")
    YOURS = Said("Your run")
    SPOKEN = Said("{axis}. {bars}.")
    SPOKEN_BAR = Said("{bar}: {share}")
    SPOKEN_OWN = Said("{bar}: {share}, your run {own}")


class Roc:
    """The membership test."""

    RUN = Said("Run")
    OUTSIDERS = Said("Outsiders called members")
    OUTSIDERS_AXIS = Said("Outsiders called members (false positive rate)")
    MEMBERS = Said("Members found")
    MEMBERS_AXIS = Said("Members found (true positive rate)")
    SPOKEN = Said("ROC curves of the membership test of {whose}. Area under the curve, where 0.5 is guessing: {areas}.")
    SPOKEN_EMPTY = Said("ROC curves of the membership test of {whose}; there is no run yet.")


class Clipping:
    """Updates: how long they are, how many are clipped, what noise leaves of them."""

    ROUND = Said("Round")
    HOSPITAL = Said("Hospital")
    HOSPITALS = Said("Hospitals")
    LENGTH_AXIS = Said("Length of the update (L2)")
    LENGTH = Said("Length")
    LENGTH_FROM = Said("Length from")
    LENGTH_TO = Said("Length to")
    CLIP_NORM = Said("Clip norm")
    CLIPPED_AXIS = Said("Updates clipped")
    CLIPPED = Said("Updates clipped")
    UPDATES = Said("Updates in all")
    SIGNAL_AXIS = Said("Signal to noise (log)")
    SIGNAL = Said("Signal to noise")
    NOISE = Said("Noise in each number (std)")
    NORMS_SPOKEN = Said("Length of each update by round: in the last one from {low} to {high}.")
    NORMS_SPOKEN_CLIP = Said(
        "Length of each update by round: in the last one from {low} to {high}. The clip norm is {clip}."
    )
    NORMS_SPOKEN_EMPTY = Said("Length of each update by round; no round is finished yet.")
    CLIPPED_SPOKEN = Said("Share of the updates that is clipped, by round: {first} at first, {last} now.")
    CLIPPED_SPOKEN_EMPTY = Said("Share of the updates that is clipped, by round; none yet.")
    SIGNAL_SPOKEN = Said("Signal-to-noise ratio of the average, by round: {first} at first, {last} now.")
    SIGNAL_SPOKEN_EMPTY = Said("Signal-to-noise ratio of the average by round; there is no noise yet.")


class Cost:
    """Accuracy against epsilon."""

    PLAIN = Said("No privacy {share}")
    CLIPPED = Said("Clipped, no noise: no guarantee {share}")
    CLIPPED_SHORT = Said("Clipped {share}")
    EPSILON_AXIS = Said("ε: smaller promises more (log scale)")
    ACCURACY_AXIS = Said("Test accuracy")
    ACCURACY = Said("Accuracy")
    NOISE = Said("Noise multiplier")
    SEEDS = Said("Seeds")
    RUNS = Said("Runs")
    SPOKEN = Said("Test accuracy against epsilon: {points}.")
    SPOKEN_EMPTY = Said("Test accuracy against epsilon: no run is done yet.")
    SPOKEN_POINT = Said("ε {epsilon} (noise {noise}) {share}")
    SPOKEN_PLAIN = Said("without privacy {share}")
    SPOKEN_CLIPPED = Said("clipped without noise {share}")


class Images:
    """What hospitals and sets hold, and what models say to an image."""

    HOSPITAL = Said("Hospital")
    CLASS = Said("Class")
    IMAGES = Said("Images")
    SPLIT = Said("Images for")
    TRAIN = Said("training")
    TEST = Said("testing")
    SHARE = Said("Share of these")
    MODEL = Said("Model")
    SAYS = Said("Says")
    PROBABILITY = Said("Probability")
    COUNTS_SPOKEN = Said("Images of each class at each hospital: {hospitals}.")
    COUNTS_HAS = Said("{hospital} has {n}")
    COUNTS_LACKS = Said("{hospital} has {n}, none of {classes}")
    BALANCE_SPOKEN = Said("Training images of each class: {classes}.")
    BALANCE_SPOKEN_EMPTY = Said("Training images of each class: none.")
    EVEN = Said("Every class is about equally common.")
    RAREST = Said("The rarest is {cls} with {share} of the training images.")
    ANSWERS_SPOKEN = Said("Probabilities: {models}.")
    ANSWERS_ONE = Said("{model} says {first}")
    ANSWERS_TWO = Said("{model} says {first}, then {second}")


class Matrices:
    """Confusion matrices and the heat map."""

    SAYS = Said("The model says")
    SHOWS = Said("The image shows")
    IMAGES = Said("Test images")
    SHARE = Said("Share of that class")
    MODEL = Said("Model")
    FOUND = Said("Found")
    IMAGES_FOUND = Said("Test images found")
    MATRIX_SPOKEN = Said("Confusion matrix of {whose}. Recognised: {classes}.")
    MATRIX_SPOKEN_EMPTY = Said("Confusion matrix of {whose}; no round is finished yet.")
    UNTESTED = Said("{cls} has no test image")
    OF_MODEL = Said("{model}: {recalls}")
    RECALLS_SPOKEN = Said("Share of each class that a model finds. {models}.")
    RECALLS_SPOKEN_EMPTY = Said("Share of each class that a model finds. No model is trained yet.")
    NEVER_SEEN = Said("{cls} {share} (never seen)")


class Rounds:
    """Curves by round or epoch."""

    ROUND_AXIS = Said("Round (0 is before training)")
    ROUND = Said("Round")
    EPOCH = Said("Epoch")
    MODEL = Said("Model")
    MEASURED_ON = Said("Measured on")
    ACCURACY = Said("Accuracy")
    TEST_ACCURACY = Said("Test accuracy")
    TEST_LOSS = Said("Test loss (nats)")
    ACCURACY_SPOKEN = Said("Test accuracy by round: {before} before training, {now} {on_classes} after round {round}.")
    ACCURACY_SPOKEN_EMPTY = Said("Test accuracy by round; no round is finished yet.")
    LOSS_SPOKEN = Said("Test loss by round: {before} before training, now {now}.")
    LOSS_SPOKEN_EMPTY = Said("Test loss by round; no round is finished yet.")


class Bands:
    """How accuracy is spread over many hospitals."""

    LINE = Said("Line")
    ALL = Said("Spread over the hospitals")
    LEAST = Said("Lowest")
    MEDIAN = Said("Median")
    MOST = Said("Highest")
    SPOKEN = Said(
        "Test accuracy by round: {now} on all classes after round {round}. Over the hospitals it is from {low} to "
        "{high}, the median {middle}."
    )
    SPOKEN_WITHOUT = Said("Test accuracy by round: {now} on all classes after round {round}.")


class Attendance:
    """Who took part in which round."""

    HOSPITAL = Said("Hospital")
    ROUND = Said("Round")
    STATUS = Said("In this round")
    MARKED = Said("{status} ({letter})")
    SPOKEN = Said("Who took part in {rounds} rounds, and how often. {hospitals}.")
    SPOKEN_HOSPITAL = Said("{hospital}: {counts}")
    SPOKEN_EMPTY = Said("Who took part in which round; no round is finished yet.")
    HOSPITALS = Said("Hospitals")
    SPOKEN_COUNTS = Said("How many hospitals took part in {rounds} rounds. In the last one: {counts}.")


class Agreement:
    """Cosines of the hospitals' updates."""

    HOSPITAL = Said("Hospital")
    OTHER = Said("Compared with")
    COSINE = Said("Cosine")
    ROUND = Said("Round")
    SPOKEN = Said(
        "Cosines of the hospitals' updates in round {round}. Highest: {one} and {other}, {high}. Lowest: {first} and "
        "{second}, {low}."
    )
    SPOKEN_EMPTY = Said("Cosines of the hospitals' updates; there are none in this round.")


class ModelMap:
    """Where all models of a run are."""

    FIRST = Said("First direction")
    SECOND = Said("Second direction")
    MODEL = Said("Model")
    ROUND = Said("Round")
    SPOKEN = Said("Map of {models} models of {hospitals} hospitals, and the path of the shared model between them.")
    SPOKEN_EMPTY = Said("Map of the hospitals' models; there is none yet.")


FAIR = Words({"best": N_("Best hospital"), "median": N_("Median hospital"), "worst": N_("Worst hospital")})
"""The lines of the chart of fairness."""


class Fairness:
    """How evenly a run serves its hospitals."""

    ROUND_AXIS = Said("Round (0 is before training)")
    ROUND = Said("Round")
    ACCURACY_AXIS = Said("Accuracy on own classes")
    ACCURACY = Said("Accuracy")
    SERIES = Said("Of all hospitals")
    HOSPITALS = Said("Which")
    SPREAD = Said("Spread over the hospitals (standard deviation)")
    SPOKEN = Said(
        "Accuracy on own classes by round, so far: the best hospital {best}, the median one {median}, the worst "
        "{worst}."
    )
    SPOKEN_EMPTY = Said("Accuracy on own classes by round; no round is finished yet.")
