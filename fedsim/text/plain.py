"""What the plain script and the notebook of a run say between their lines of code, in Markdown and in comments."""

from fedsim.language import Said


class Plain:
    """Paragraphs above the cells, and comments in them; `fedsim/export/plain.txt` says where."""

    TITLE = Said("Federated learning, step by step, with Flower and PyTorch")
    WHAT = Said(
        "This repeats run {run} of fedsim without fedsim. On the same kind of machine it comes to the same numbers "
        "with `pip install {versions}`."
    )
    HOW = Said(
        "The files beside it belong to it. Start it in their folder: `python run.py`, or open the notebook there."
    )
    SETTINGS = Said("The settings")
    ROUNDS = Said("how often the models are averaged")
    LOCAL_EPOCHS = Said("passes over its own images that a hospital makes in a round")
    BATCH_SIZE = Said("images a step")
    TIMES = Said("by the hospital's place: how many times its update it sends")
    RATIOS = Said("by the hospital's place: noise as long as so many of its updates")
    CLIP_NORM = Said("no update counts with a greater length (L2 norm)")
    NOISE_MULTIPLIER = Said("the noise's standard deviation, in units of the clip norm")
    NOISE_SEED = Said("of each round, a secret outside of a simulation: who knows it takes the noise off")
    FOLDER = Said("where the other files are")
    DATA = Said("in the format of MedMNIST; change it to where you have the file")
    KEPT = Said("what fedsim came to, and who has which images")
    NO_CALLS_HOME = Said("Neither Flower nor Ray tells its makers that this was run.")
    CHANCE = Said("Chance")
    CHANCE_HELP = Said(
        "All that is left to chance has a seed of its own, made of the run's seed, what it is for, the round and the "
        "hospital. So each part can be done again alone, in any order."
    )
    IMAGES = Said("The images")
    IMAGES_HELP = Said(
        "Each hospital opens its own file only: images, whole numbers from 0 to 255 in the shape (number, channels, "
        "height, width), and their labels. The images of `test.npz` belong to none of them."
    )
    ABOUT_IMAGES = Said("`IMAGES.md` says where they come from, and their licence.")
    CHANGED = Said(
        "What scanners, marks, mistakes or cheats changed in what a hospital trains on is done already in its file."
    )
    ROWS = Said("First the images are dealt out as in the run: `kept.npz` says which of the data set's a hospital has.")
    SAME_FILE = Said("else it is another file than the run's")
    NORMALISE = Said("from -1 to 1")
    MODEL = Said("The model")
    CNN = Said(
        "Three convolutions and one linear layer. GroupNorm keeps no statistics of the images, as BatchNorm does, and "
        "an average of several such models is a good model again."
    )
    RESNET18 = Said("ResNet-18 with a first and a last layer that fit the images.")
    GROUPNORM = Said("GroupNorm replaces BatchNorm, whose statistics could not be kept private.")
    SCALE = Said("each image to mean 0, variance 1")
    CHANNELS_LAST = Said("a layout in memory that is faster on a CPU")
    PEAKS = Said("the strongest answers in 3 x 3 fields")
    SAME_START = Said("all begin with the same weights")
    PRIVACY = Said("Differential privacy")
    CLIP = Said(
        "An update is what training changed in the weights. One that is longer than the clip norm is shortened to it: "
        "no hospital moves the model by more. Clipping alone promises nothing; noise on top of it does."
    )
    UNBOUNDED = Said("nothing bounds what is not finite")
    ROUNDING = Said("a little less, for rounding")
    HOSPITAL = Said("The hospital")
    HOSPITAL_HELP = Said(
        "It receives the shared model, trains it on its own images and sends the weights back. No image leaves it."
    )
    FEDPROX = Said(
        "FedProx (arXiv:1812.06127): each step also pulls the weights back to where the round began, so that hospitals "
        "whose images differ do not drift apart."
    )
    SCAFFOLD = Said(
        "SCAFFOLD (arXiv:1910.06378): it remembers its own mean gradient, and corrects each step for how that "
        "differs from the mean of all hospitals."
    )
    FEDDYN = Said("FedDyn (arXiv:2111.04263): its loss is bent, so that its optimum is the federation's.")
    CHEATS = Said("Some hospitals cheat: what they send is not what they learnt.")
    LOSS_BEFORE = Said("how well the shared model does here")
    CLIPS = Said("It clips its update before sending it.")
    LOCAL = Said("Then it adds noise to its own update, so that it need not trust the server.")
    ONE_THREAD = Said("sums depend on the number of threads")
    LEFTOVER = Said("no batch of one image")
    EQUAL = Said("all count alike")
    BY_IMAGES = Said("counts by its number of images")
    SERVER = Said("The server")
    FEDAVG = Said("FedAvg (arXiv:1602.05629): the shared model becomes the mean of the models that come back.")
    FEDAVGM = Said("FedAvgM (arXiv:1909.06335): the server goes on with a share of its last step.")
    ADAPTIVE = Said(
        "{strategy} (arXiv:2003.00295): the server takes the mean update for a gradient, and its own optimiser steps "
        "along it."
    )
    FEDNOVA = Said(
        "FedNova (arXiv:2007.07481): an update counts by the step, so that who makes more of them counts no more."
    )
    QFEDAVG = Said("q-FedAvg (arXiv:1905.10497): hospitals whose loss was larger count more.")
    FEDDYN_SERVER = Said("The server goes beyond the mean, by what all rounds have moved so far.")
    BY_WEIGHT = Said("{strategy} (arXiv:1803.01498): no single hospital can pull a weight far, as it can pull a mean.")
    KRUM = Said("{strategy} (arXiv:1703.02757): who has the others nearest is believed.")
    BULYAN = Said("Bulyan (arXiv:1802.07927): of those whom Krum believes, each weight's extremes are left out.")
    RFA = Said(
        "RFA (arXiv:1912.13445): the point that is nearest to all updates together takes the place of their mean."
    )
    CENTRED_CLIPPING = Said("Centred clipping (arXiv:2012.10333): nobody pulls the last result by more than a radius.")
    BUCKETING = Said("Before that, the updates of random groups are averaged (arXiv:2006.09365).")
    NNM = Said("Before that, each update is averaged with its nearest ones (arXiv:2302.01772).")
    MEMORY = Said("what it remembers from round to round")
    ONE_RECORD = Said("Flower averages one record")
    NEAREST = Said("the first is its own, 0")
    CENTRAL = Said("It adds noise to the mean of clipped updates: the model hardly tells whether a hospital took part.")
    ABSENT = Said("Not every hospital is there in every round; `kept.npz` says who was.")
    IN_ORDER = Said("a sum depends on its order")
    ASKED = Said("known to all, unlike who answered")
    NOBODY = Said("nobody answered: the model stays")
    TEST = Said("Go")
    TEST_HELP = Said(
        "The server tests the shared model before the first round and after each; Flower plays the hospitals."
    )
    TOLD = Said("Round {round}: accuracy {accuracy}, loss {loss}; in fedsim accuracy {kept}")
