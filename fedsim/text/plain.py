"""What the plain script and the notebook of a run say between their lines of code, in Markdown and in comments."""

from fedsim.language import Said


class Plain:
    """Paragraphs above the cells, and comments in them; `fedsim/export/plain/run.txt` says where."""

    TITLE = Said("Federated learning, step by step, with Flower and PyTorch")
    WHAT = Said(
        "Run {run} of fedsim again, without it: on the same kind of machine it comes to the same numbers. Start it "
        "beside its files, after `pip install {versions}`."
    )
    SETTINGS = Said("The settings")
    ROUNDS = Said("how often the models are averaged")
    LOCAL_EPOCHS = Said("passes over its own images that a hospital makes in a round")
    BATCH_SIZE = Said("images a step")
    TIMES = Said("by place: how many times its update it sends")
    RATIOS = Said("by place: noise as long as so many of its updates")
    CLIP_NORM = Said("no update counts with a greater length (L2 norm)")
    NOISE_MULTIPLIER = Said("the noise's standard deviation, in units of the clip norm")
    NOISE_SEEDS = Said("by round; elsewhere a secret")
    ENVIRONMENT = Said(
        "No usage statistics; Ray listens on this machine alone; one thread a process, since sums depend on how many."
    )
    HONEST = Said("places of the hospitals that do not cheat")
    ALIE = Said("by place: standard deviations off the honest mean")
    OPPOSITES = Said("by place: how many times the honest mean, turned round")
    MIMICS = Said("places of the hospitals that copy another one")
    CLIP_NORM_OF_IMAGES = Said("no image's gradient counts with a greater length (L2 norm)")
    JUDGED = Said("whose own models count")
    ANSWERED = Said("who was there, by round and place")
    FOLDER = Said("where the other files are")
    DATA = Said("in MedMNIST's format; change it to where yours is")
    KEPT = Said("what fedsim came to, and who has which images")
    CHANCE = Said(
        "Each random choice has a seed of its own, made of the run's, what it is for, the round and the hospital's "
        "place: each part can be done again alone, in any order."
    )
    IMAGES = Said("The images")
    IMAGES_HELP = Said(
        "Each hospital opens its own file: images, whole numbers from 0 to 255 in the shape (number, channels, "
        "height, width), and labels. `test.npz` belongs to none."
    )
    ABOUT_IMAGES = Said("`IMAGES.md` tells their source and licence.")
    CHANGED = Said(
        "What scanners, marks, mistakes or cheats changed in what a hospital trains on is done already in its file."
    )
    ROWS = Said("First the images are dealt out as in the run: `kept.npz` says which of the data set's a hospital has.")
    SAME_FILE = Said("else it is another file")
    NORMALISE = Said("from −1 to 1")
    MODEL = Said("The model")
    CNN = Said("GroupNorm, unlike BatchNorm, keeps no statistics of images: a mean of several models is a good model.")
    RESNET18 = Said("ResNet-18 with a first and a last layer that fit the images.")
    GROUPNORM = Said("GroupNorm replaces BatchNorm, whose statistics could not be kept private.")
    SCALE = Said("each image to mean 0, variance 1")
    CHANNELS_LAST = Said("a layout in memory that is faster on a CPU")
    PEAKS = Said("the strongest answers in 3 x 3 fields")
    SAME_START = Said("all begin with the same weights")
    BLOCK = Said("overwrites nothing, unlike torchvision's: Opacus needs what each layer saw")
    TO_VECTOR = Said("all numbers of a model in one row")
    WEIGHTS = Said("Which of these numbers are learned, and no statistics of images.")
    PRIVACY = Said("Differential privacy")
    CLIP = Said(
        "An update is what training changed in the weights. One that is longer than the clip norm is shortened to it,"
        " so that no hospital moves the model by more. Clipping alone promises nothing: noise on top of it does."
    )
    RECORD = Said(
        "DP-SGD (arXiv:1607.00133): in every step no image's gradient is longer than the clip norm, and their sum gets "
        "noise, so that the model hardly tells whether an image was there. Opacus gives each image's own gradient."
    )
    LAYOUT = Said("Opacus reads no other layout in memory")
    POISSON = Said("each with the same chance")
    FEW = Said("a copy of all gradients for each image takes memory")
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
    FEDBN = Said(
        "FedBN (arXiv:2102.07623): its normalisation layers stay with it, since they hold what its own scanner does."
    )
    FEDPER = Said("FedPer (arXiv:1912.00818): its last layer stays with it; what comes before is learnt together.")
    DITTO = Said(
        "Ditto (arXiv:2012.04221): beside the shared model it trains one of its own, which never leaves it, and which "
        "each step also pulls towards the shared one."
    )
    FINETUNING = Said(
        "Fine-tuning (arXiv:1910.10252): it trains a copy of each round's model a little further on its own images."
    )
    MEAN_GRADIENT = Said("its new control: the mean gradient")
    ABSENT = Said("Not every hospital is there in every round: one that is away says nothing.")
    CHEATS = Said("Some hospitals cheat: what they send is not what they learnt.")
    LOSS_BEFORE = Said("of the shared model here")
    CLIPS = Said("It clips its update before sending it.")
    LOCAL = Said("Then it adds noise, so that it need not trust the server.")
    LEFTOVER = Said("no batch of one image")
    EQUAL = Said("all count as much")
    BY_IMAGES = Said("counts by its images")
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
    MEMORY = Said("kept from round to round")
    ONE_RECORD = Said("Flower averages one record")
    NEAREST = Said("the first is its own, 0")
    WEISZFELD = Said("Weiszfeld's method")
    APART = Said("what is learned, and statistics of images by themselves")
    COLLUDES = Said("Some hospitals collude: they know what the honest ones send, and make their updates of that.")
    ALONG = Said("where the honest differ most: how far each of them is out")
    AS_SENT = Said("32 bits a number")
    CENTRAL = Said("It adds noise to the mean of clipped updates: the model hardly tells whether a hospital took part.")
    IN_ORDER = Said("a sum depends on its order")
    ASKED = Said("known to all, unlike who answered")
    ADAPTS = Said(
        "The clip norm follows the median update (arXiv:1905.03871), by a noisy count of those that are shorter."
    )
    OF_COUNT = Said("the count and the updates share the noise that was asked for")
    FOLLOWS = Said("half of the updates are to be shorter")
    SERVER_HELP = Said("It tests the shared model before the first round and after each; Flower plays the hospitals.")
    OWN_HELP = Said(
        "Before the first round and after each, every hospital tests its own model, and the mean counts. Flower plays "
        "the hospitals."
    )
    NOBODY = Said("nobody answered: the model stays")
    TOLD = Said("Round {round}: accuracy {accuracy}, loss {loss}; in fedsim accuracy {kept}")
