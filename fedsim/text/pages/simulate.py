"""What the Simulate page says."""

from fedsim.language import N_, Said, _
from fedsim.text.format import exact
from fedsim.text.settings import TEXTS


class Headline:
    """The row of numbers of a round."""

    TOGETHER = Said("All together")
    ROUND = Said("round {round}, seed {seed}")
    ROUND_SAYS = Said("Round {round}: {who}.")
    VIRTUAL = Said(
        "On a virtual clock, where the median hospital's round takes 1, this round took {time}, and all until here "
        "{until}."
    )
    TOGETHER_HELP = Said("The shared model on the whole test set: the share of images that it names rightly.")
    OWN_MODELS = Said("Own models, on average")
    OWN_MODELS_HELP = Said(
        "With this strategy each hospital has a model of its own: the mean over these models of the share of the test "
        "images that each names rightly."
    )
    NEVER_SEEN = Said("{cls}, which {hospital} has never seen")
    AFTER_OWN = Said("{share} after its own training this round")
    NEVER_SEEN_HELP = Said(
        "Of the test images of {cls}, the share that the shared model recognises. Below it, the share that the model "
        "of {hospital} recognises after its own training this round, before averaging."
    )
    NEVER_SEEN_HELP_OWN = Said(
        "Of the test images of {cls}, the share that the hospitals' own models recognise on average. Below it, the "
        "share that the model of {hospital} recognises after its own training this round, before averaging."
    )
    PRIVACY = Said("Privacy so far")
    NO_NOISE = Said("clipped, without noise")
    PRIVACY_OF = Said("Privacy of {unit} ({level}).")
    HIDES_NOBODY = Said("Clipping without noise hides nobody.")
    WORTH = Said("With {epsilon}, {worth}.")
    EQUAL = Said("Hospitals count equally in the average.")
    GROUP_NORM = Said("ResNet-18 with GroupNorm.")
    FAILED = Said("{hospital} failed in this round and was left out of the average: {error}")


class Page:
    """The page around the run."""

    TITLE = Said("What has each hospital never seen?")
    PURPOSE = Said("Watch hospitals learn together what none could learn alone, while no image leaves its hospital.")
    LEAD = Said(
        "Untick a class and that hospital has no image of it: the others share its images, and no image of another "
        "class moves to another hospital. Then run: every hospital trains on its own images, and their models are "
        "averaged."
    )
    LEAD_SKEWED = Said(
        "Untick a class and that hospital has no image of it. Then run: every hospital trains on its own images, and "
        "their models are averaged."
    )


class Settings:
    """The sidebar."""

    PRESET = Said("Preset")
    PRESET_HELP = Said("Sets every control at once. Change whatever you like afterwards.")
    RESET = Said("Reset")
    RESET_HELP = Said("Back to “{preset}”, with its hospitals, their names and their boxes.")
    UNDO = Said("Undo")
    UNDO_HELP = Said("Take the last change of the settings back; again, the one before it.")
    ADVANCED = Said("Advanced")


class Grid:
    """The hospitals, what each sees and holds, and Run."""

    SCROLL = Said("Scroll the list to see all {n} hospitals.")
    HOSPITALS = Said("Hospitals")
    HOSPITALS_HELP = Said("How many hospitals take part. New ones repeat the pattern of the first three.")
    HOLD = Said("They hold {images} each, {all} in all.")
    HOLD_FROM_TO = Said("They hold {least} to {images} each, {all} in all.")
    IN_PART = Said("{images} of them at hospitals that take part.")
    OVERLAP = Said("They overlap: {images} without repeats.")
    HOLDS_NOTHING = Said("**{hospital}** holds no images.")
    HOLDS_ALL = Said("**{hospital}** holds {images} and has seen every class.")
    HOLDS_SOME = Said("**{hospital}** holds {images} and has never seen **{classes}**.")
    RUN = Said("Run the federation")
    QUEUE = Said("Queue another run")
    NAME = Said("Name of hospital {place}")
    GROUPS = Said(
        "Hospitals that are alike share a row: what it has seen, how many they are, and how many images they have "
        "together. Set one apart to make it differ."
    )
    AND_MORE = Said("{hospital} and {n} more")
    NUMBER = Said("How many hospitals: {group}")
    SET_APART = Said("Set one apart")
    SET_APART_HELP = Said("The last hospital of this row gets a row of its own, below the others.")
    MORE_GROUPS = Said("{n} more hospitals of {groups} other kinds keep what they have, and are not shown.")
    SOME = Said("Drawn are {n} of the {all} hospitals: one of each kind, and others at random.")
    HAS_SEEN = Said("{hospital} has seen")
    MAY_SEE = Said("{hospital} may see")


class CopyLink:
    """The address of the settings on the screen."""

    TITLE = Said("Copy link")
    HELP = Said(
        "Whoever opens it has these settings, the seed too. A run that this server has kept is offered at once; "
        "elsewhere Run gives the same curves, with the same version and kind of machine to the last bit."
    )
    HIDE = Said("Hide, for a lesson")
    HIDE_HELP = Said("These controls are not shown to who opens the link; they stand as they stand now.")
    ASK = Said("Question")
    ASK_HELP = Said("Who follows the link reads it at the top of the page.")
    ASK_PLACE = Said("What happens if hospital B leaves?")


GROUPS = {
    "preset": N_("Preset"),
    "kinds": N_("How hospitals differ"),
    "each": N_("How hospitals differ one by one"),
    "advanced": N_("Advanced"),
}
"""What a lesson may hide beside single settings."""


def hideable(name: str) -> str:
    """What to call a control, or a group of them, that a lesson may hide."""
    return _(GROUPS[name]) if name in GROUPS else TEXTS[name].title


class Preview:
    """What a run will do."""

    TITLE = Said("What will happen")


class Live:
    """Where a run stands."""

    STOP = Said("Stop")
    RESUME = Said("Resume")
    RESUME_HELP = Said("Goes on after round {round}, to the very same end that the run would have come to.")


class Steering:
    """A live run that waits between two rounds."""

    PAUSE = Said("Pause")
    PAUSE_HELP = Said("Waits after this round. Hospitals can then be left out of the next ones.")
    STEP = Said("One round")
    STEP_HELP = Said("Makes one round, and waits again.")
    CONTINUE = Said("Continue")
    PAUSE_ENDS = Said("On this server a pause may last {time}: then the run is stopped, and Resume goes on from there.")
    ENDS_EARLY = Said(
        "With these hospitals the privacy budget ends the run before its last round. Where some are left out of rounds "
        "that ask a sample, the others are asked more often, and spend more."
    )
    IN_NEXT = Said("In the next rounds")
    IN_NEXT_HELP = Said(
        "A click leaves a hospital out from the next round on, or takes it back. It is kept with the run: its settings "
        "then say who was left out when, and repeat it."
    )


class Player:
    """A run that is over is played again."""

    PLAY = Said("Play the run again, round by round")
    PAUSE = Said("Pause here")
    SPEED = Said("Speed")
    SPEED_HELP = Said("How many rounds a second.")

    @staticmethod
    def speed(rounds: float) -> str:
        """How many rounds a second, in short."""
        return _("{n}/s").format(n=exact(rounds))


class Charts:
    """Curves, matrices and hospitals of a run."""

    AGAINST_ALONE = Said("Against alone")
    ON_OWN_CLASSES = Said("On own classes")
    EACH_ALONE = Said("each alone")
    EACH_ON_OWN = Said("each on its own classes")
    ACCURACY = Said("**Accuracy of the shared model**")
    ACCURACY_OWN = Said("**Accuracy of the hospitals' own models**, on average")
    ACCURACY_ON = Said("{on_classes} and on each hospital's own")
    LINES = Said("Lines")
    MANY_LINES = Said("Named are the best and the worst hospital; the pointer tells the name of any other line.")
    BAND = Said(
        "Green: the shared model on each hospital's own classes, from the lowest to the highest hospital, stronger the "
        "middle half, dashed the median. Blue: on all classes."
    )
    BAND_OWN = Said(
        "Green: the hospitals' own models on their own classes, of a sample of {n}, from the lowest to the highest, "
        "stronger the middle half, dashed the median. Blue: their mean on all classes."
    )
    BAND_ALONE = Said(
        "Green: the hospitals that train alone, {n} of {all}, from the lowest to the highest, stronger the middle "
        "half, dashed the median. Blue: together. Grey: pooled."
    )
    LOOKED_AT = Said(
        "In each round some of the hospitals that train are looked at before averaging; shown are {n} of them."
    )
    LOCALS = Said(
        "**Each hospital's model after its own training this round**, before averaging. :orange[Outlined] rows are "
        "classes that it has never seen: its blind spot."
    )
    LOSS = Said("**Loss** of the shared model")
    LOSS_OWN = Said("**Loss** of the own models, on average")
    HOSPITALS = Said("**The hospitals**, in the round shown")
    ATTENDANCE = Said("**Who took part** in which round")
    SAYS = Said("**What the shared model says**")
    SAYS_OWN = Said("**What the hospitals' own models say**, on average")
    CELLS = Said("Cells")
    SHARE = Said("Share")
    COUNT = Said("Count")
    SHARED_MODEL = Said("the shared model")
    MEAN_OF_OWN_MODELS = Said("the hospitals' own models, on average")
    ROUND = Said("Round shown")
    ROUND_LIVE_HELP = Said("Go back through the rounds; 0 is before training.")
    ROUND_HELP = Said("Go back through the rounds; 0 is before training. Everything shown is as it was then.")
    ON_ALL = Said("**{hospital}**, {share} {on_classes}")


class Why:
    """What each hospital's training does to the shared model."""

    HEADING = Said("**Why**: where each hospital pulls the shared model")
    FOLD = Said("See each update")
    ABOUT = Said(
        "An update is what a hospital's training changes in the shared model. The cosine of two updates says how far "
        "they pull the same way: 1 is the same way, 0 is unrelated, −1 the opposite way. To pull elsewhere is no "
        "fault: hospitals with other diseases or scanners do."
    )
    AS_RECEIVED = Said("Measured on the updates as the server receives them, before it clips any.")
    WITH_NOISE = Said("Measured on the updates as the server receives them: clipped, and with each hospital's noise.")
    SIMILARITY = Said("**Cosines of the updates**, in the round shown")
    EARLIER = Said("This run was made by an earlier version, which did not compare updates.")
    NO_PAIRS = Said("Fewer than two hospitals sent an update in this round.")
    TOO_MANY = Said(
        "More than {most} hospitals sent an update: each is compared with the mean of all, and no two with each other."
    )
    LENGTHS = Said("**Length of each update** by round")
    MAP = Said("**Map of all models**")
    MAP_SAYS = Said(
        "Each dot is a hospital's model after its own training in a round; the blue line is the path of the shared "
        "model, from the ring to the large dot. Near is alike. The two directions show {share} of all differences."
    )
    MAP_ROUNDS = Said("On it are {n} of {rounds} rounds.")
    MAP_SAMPLE = Said("On it is a sample of {n} hospitals.")
    FAIRNESS = Said("**How evenly the hospitals are served**: the shared model on each one's own classes")
    FAIRNESS_OWN = Said("**How evenly the hospitals are served**: each one's own model on its own classes")


class Cheats:
    """What hospitals that cheat reach."""

    HEADING = Said("**Hospitals that cheat**, and how far they get")
    HELP = Said(
        "Attack success: how often the shared model says on test images what a cheat wants it to say. It is no test of "
        "membership."
    )


class Newcomers:
    """Hospitals that never take part."""

    HEADING = Said("**The shared model at {hospital}**, which takes no part")
    HELP = Said(
        "After every round the shared model is tried on the test images as this hospital's scanner takes them. Then a "
        "copy of it is trained on the hospital's own images and tried again; the copy is thrown away."
    )
    FIRST = Said("The shared model is tried at the first {n} of the {all} hospitals that take no part.")


class Shortcut:
    """A mark that goes with a disease."""

    HEADING = Said("**A mark that goes with a disease**, and who reads it")
    HELP = Said(
        "Accuracy on all test images of the data set, three times: with the mark on each image of the disease and on "
        "no other; on none; and on each image of every other class and none of the disease. A model that does not read "
        "the mark is equally right each time. Shortcut learning: Geirhos et al. 2020; hospitals' tokens on X-rays: "
        "Zech et al. 2018."
    )


class Hospitals:
    """The table of what each hospital did in a round."""

    HOSPITAL = Said("Hospital")
    STATUS = Said("Status")
    EXAMPLES = Said("Examples")
    TRAIN = Said("Train accuracy")
    TRAIN_HELP = Said("Its model after its own training this round, on its own images.")
    LOCAL = Said("After its own training, {on_classes}")
    LOCAL_HELP = Said("Its own model after its own training this round, before averaging, on the whole test set.")
    OWN_IMAGES = Said("On its own scanner's images")
    OWN_IMAGES_HELP = Said(
        "The shared model on the whole test set, as this hospital's scanner takes it; a hospital without a scanner "
        "shift has the data set's own images. With a strategy that leaves each hospital a model of its own, that model."
    )
    UPDATE = Said("Update size (L2)")
    UPDATE_HELP = Said("How far its training moved the model.")
    SECONDS = Said("Seconds")
    SECONDS_HELP = Said("Training time.")
    SENT = Said("Sent (kB)")
    SENT_HELP = Said("Its model. No image leaves the hospital.")
    PRIVACY = Said("Privacy so far")
    PRIVACY_HELP = Said("What it has been promised: by its own noise and its own steps.")
    RECEIVED = Said("Received (kB)")
    RECEIVED_HELP = Said("The shared model.")


class Panel:
    """The verdict, its numbers, and what to do to know more."""

    TRAIN = Said("Train each hospital alone, and pooled, to compare")
    TRAIN_HELP = Said(
        "Each hospital by itself for as many epochs as in the federation, and one model on all their images."
    )
    WHY = Said("Why, and the numbers")
    NUMBERS = Said("The numbers")
    HOW = Said(
        "All are evaluated on the same test images and start from the same weights. Alone, the optimiser goes on from "
        "epoch to epoch; in the federation each round starts a fresh one."
    )
    HOW_OWN = Said(
        "Together is the mean over the hospitals' own models. All are evaluated on the same test images and start from "
        "the same weights. Alone, the optimiser goes on from epoch to epoch; in the federation each round starts a "
        "fresh one."
    )
    HOW_BY_SCANNER = Said(
        "Together is the mean over the hospitals' own models. A hospital's own model, and the hospital alone, are "
        "evaluated on the test images as its own scanner takes them; pooled is the mean over what each scanner takes. "
        "All start from the same weights. Alone, the optimiser goes on from epoch to epoch; in the federation each "
        "round starts a fresh one."
    )
    MODEL = Said("Model")
    ACCURACY = Said("Accuracy")
    ACCURACY_HELP = Said("Share of the test images named rightly.")
    SPREAD = Said("Spread")
    SPREAD_HELP = Said("Standard deviation over the seeds.")
    BALANCED = Said("Balanced accuracy")
    BALANCED_HELP = Said("Mean over the classes, each alike.")
    MACRO_F1 = Said("Macro F1")
    MACRO_F1_HELP = Said("Mean F1 score over the classes, each alike.")
    FINDS = Said("Finds {cls}")
    NEVER_SEEN = Said("Never seen")
    REPEAT = Said("Repeat with {n} more seeds")
    UNDER_WAY = Said("{n} more under way")
    REPEAT_HELP = Said("Queues the same run with other random choices, to see how much of the difference is chance.")
    SEED = Said("seed {seed}")
    COMPARE = Said("Compare all models side by side")
    TRY_IT = Said("Try its models on an image")


class Differ:
    """How hospitals differ as a whole."""

    TITLE = Said("How hospitals differ")
    FIGURE = Said("Heterogeneity {figure}: 0 is all alike, 1 is nothing in common.")
    FIGURE_HELP = Said(
        "The mean Jensen-Shannon divergence (base 2) of each hospital's label shares to those of all their images "
        "together. Sizes do not count."
    )


class Each:
    """What each hospital has of its own."""

    TITLE = Said("How hospitals differ one by one")
    HOW = Said("Choose the hospitals that differ; each of them then has a row of its own.")
    NOBODY = Said("All: {default}")
    OF = Said("{what}, {hospital}")
    LEFT_OUT = Said("Not offered: {kinds}. {why}")
    SCANNED = Said("Above as in the data set, below as the scanner of {hospital} takes it.")
    MARKED = Said("Above as in the data set, below with the mark that {share} of these images of {hospital} carry.")
