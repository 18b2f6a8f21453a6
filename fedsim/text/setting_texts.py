"""What each setting is called, and what it does."""

from fedsim.language import N_, _


class Text:
    """A setting in words, in the language in force.

    Args:
        title: heads its control.
        help: what it does.
        called: what to call it within a sentence.
    """

    def __init__(self, title: str, help: str, called: str) -> None:
        self._title, self._help, self._called = title, help, called

    @property
    def title(self) -> str:
        return _(self._title)

    @property
    def help(self) -> str:
        return _(self._help)

    @property
    def called(self) -> str:
        return _(self._called)


TEXTS: dict[str, Text] = {
    "dataset": Text(
        N_("Images"),
        N_(
            "What the hospitals look at: a data set's name, or the path of an .npz file in MedMNIST's format. "
            "Synthetic OCT and digits are always there; the others are downloaded once, and own files added, on the "
            "Data page."
        ),
        N_("images"),
    ),
    "size": Text(
        N_("Image size"),
        N_("Height and width, px. Larger images show more and train slower."),
        N_("image size"),
    ),
    "hospitals": Text(
        N_("Hospitals"),
        N_(
            "How many hospitals take part, or their names: 3 or Berlin,Oslo,Turin. New ones repeat the pattern of the "
            "first three. A comma within a name is %2C."
        ),
        N_("hospitals"),
    ),
    "excluded": Text(
        N_("Never seen"),
        N_(
            'Classes never seen, such as "A=DME;B=DRUSEN,NORMAL;C=CNV" or "@1-500=DME" for the first 500, or none; '
            "where it is left out, A, B, C, A, ... lack the classes at positions 1, 2, 0, 1, ..."
        ),
        N_("classes never seen"),
    ),
    "deal": Text(
        N_("Images are dealt"),
        N_(
            "Disjoint: each training image is at one hospital at most. Shared: every hospital has all images of the "
            "classes that it has seen, so that hospitals overlap, as in the tutorial."
        ),
        N_("how images are dealt"),
    ),
    "partition": Text(
        N_("Label skew"),
        N_(
            "How classes differ between hospitals, beside those that a hospital has never seen. none: each class is "
            "shared out evenly among the hospitals that see it. dirichlet: in proportions drawn by alpha. classes: "
            "each hospital has a few classes. shards: images sorted by class are cut into pieces, and each hospital "
            "draws a few."
        ),
        N_("label skew"),
    ),
    "alpha": Text(
        N_("alpha"),
        N_(
            "With dirichlet: small values give each class to few hospitals, 100 and more make all hospitals alike. "
            "Each hospital gets 10 images or more."
        ),
        N_("alpha"),
    ),
    "classes_per_hospital": Text(
        N_("Classes each"),
        N_("With classes: how many classes each hospital has, of those that it may see."),
        N_("classes each"),
    ),
    "shards_per_hospital": Text(
        N_("Shards each"),
        N_("With shards: how many each hospital draws. A shard has images of one class, or of two neighbours."),
        N_("shards each"),
    ),
    "quantity": Text(
        N_("Sizes"),
        N_(
            "How large the hospitals are beside one another, in their order: even, linear, square, exponential, or "
            "power-law by its exponent. The bound on images each is applied afterwards."
        ),
        N_("sizes"),
    ),
    "exponent": Text(
        N_("Exponent"),
        N_("With power-law: hospital number i has 1 / i to this power of the images of the first. 0 is even."),
        N_("exponent"),
    ),
    "images": Text(
        N_("Images of its own number"),
        N_(
            "A number of images for one hospital, as A=exactly:200, whatever the bound on the others, who share the "
            "rest; or none: all have their share."
        ),
        N_("number of images"),
    ),
    "images.num_images": Text(
        N_("Images"),
        N_("How many training images this hospital has: the same share of each class that it has."),
        N_("images"),
    ),
    "participation": Text(
        N_("Participation"), N_("Which hospitals are asked to train in a round."), N_("participation")
    ),
    "fraction": Text(
        N_("Fraction asked"),
        N_(
            "The share of the hospitals that is asked in each round, rounded to whole hospitals, at least one. Given "
            "alone, it means the participation sampled."
        ),
        N_("fraction asked"),
    ),
    "shift": Text(
        N_("Scanner shift"),
        N_(
            "How a hospital's scanner changes its images, such as A=blur:1.5;B=gain:1.4, or none: as in the data set. "
            "gain and contrast (a factor), blur (px), noise (grey levels), resolution (a share of the pixels), flip, "
            "tilt (degrees)."
        ),
        N_("scanner shift"),
    ),
    "adversary": Text(
        N_("Adversary"),
        N_(
            "What a hospital does to cheat, as A=kind;B=kind, or none: all of them are honest. With what it trains on: "
            "label-flip, of all labels, or of one class to another (label-flip:CNV:NORMAL); backdoor, a mark that "
            "means one class. With what it sends: noise, scale, sign-flip. Together with others like it: alie, "
            "inner-product and mimic, which know what every honest hospital sends, as no real hospital would."
        ),
        N_("adversary"),
    ),
    "adversary.source": Text(
        N_("Calls images of"),
        N_("The class whose images it gives a wrong label; every class where neither this nor the target is named."),
        N_("source class"),
    ),
    "adversary.target": Text(
        N_("Target class"),
        N_("The class that it wants images to be called; of a backdoor, the set's first one where none is named."),
        N_("target class"),
    ),
    "adversary.share": Text(
        N_("Images with the mark"),
        N_("Of its images of other classes, the share that carries the mark and the target's label."),
        N_("share of images with the mark"),
    ),
    "adversary.boost": Text(
        N_("Boost"),
        N_("It sends so many times its update (model replacement, Bagdasaryan et al. 2020); 1 sends it as it is."),
        N_("boost"),
    ),
    "adversary.ratio": Text(
        N_("Length of the noise"),
        N_("It sends Gaussian noise so many times as long as its update, in place of it (Blanchard et al. 2017)."),
        N_("length of the noise"),
    ),
    "adversary.factor": Text(
        N_("Factor"),
        N_(
            "How many times the update counts that it sends: its own, made longer or turned round, or for "
            "inner-product manipulation the opposite of the honest hospitals' mean (Xie et al. 2020). The mean of all "
            "goes backwards where that is more than the number of honest hospitals for each that colludes."
        ),
        N_("factor"),
    ),
    "adversary.z": Text(
        N_("Deviations from the mean (z)"),
        N_(
            "How far from the honest hospitals' mean the colluders stay, in standard deviations of each number (Baruch "
            "et al. 2019). 0 takes the paper's formula, from how many collude of how many hospitals."
        ),
        N_("z"),
    ),
    "samples_per_hospital": Text(
        N_("Images each, at most"),
        N_("At most this many a hospital, the same share of each of its classes. What no hospital takes is left over."),
        N_("images each"),
    ),
    "dropout": Text(
        N_("Dropout"),
        N_(
            "The chance that a hospital that is asked in a round does not answer. If nobody answers, the shared model "
            "stays as it was."
        ),
        N_("dropout"),
    ),
    "deadline": Text(
        N_("Deadline (virtual)"),
        N_(
            "Who needs longer for a round is cut off and sends nothing. 1 is what the median hospital needs; a virtual "
            "clock goes by images and pace, and not by this machine."
        ),
        N_("deadline"),
    ),
    "presence": Text(
        N_("Presence"),
        N_(
            "In which rounds a hospital is there, as A=rounds:3:8;B=rounds:1:10:4-6;C=never:1, or always: all of "
            "them in every round. B is there from round 1 to 10, but in rounds 4 to 6. Where one never takes part, the "
            "shared model is tried after each round: as it comes, and after a little training on the hospital's own "
            "images."
        ),
        N_("presence"),
    ),
    "presence.first": Text(N_("First round"), N_("The round in which it joins."), N_("first round")),
    "presence.last": Text(
        N_("Last round"), N_("The last round that it is there for, or the end of the run."), N_("last round")
    ),
    "presence.but": Text(
        N_("But not in"),
        N_("Rounds in between that it is not there for, such as 4-6, 9; empty where there are none."),
        N_("rounds that it is not there for"),
    ),
    "presence.tuning_epochs": Text(
        N_("Fine-tuning epochs there"),
        N_("Passes over its own images that a copy of the shared model makes there before it is tried again."),
        N_("fine-tuning epochs there"),
    ),
    "pace": Text(
        N_("Pace"),
        N_("How fast a hospital trains on the virtual clock, as A=slow:5, or normal: all go by their images."),
        N_("pace"),
    ),
    "pace.factor": Text(
        N_("Times as slow"), N_("How many times as long it takes for as many images."), N_("times as slow")
    ),
    "rounds": Text(N_("Rounds"), N_("How often the hospitals send their models in to be averaged."), N_("rounds")),
    "local_epochs": Text(
        N_("Local epochs"),
        N_("Passes that each hospital makes over its own images in a round."),
        N_("local epochs"),
    ),
    "batch_size": Text(N_("Batch size"), N_("Images a training step."), N_("batch size")),
    "lr": Text(
        N_("Learning rate"),
        N_("The optimiser's step size. Too large a one ends in an error that says so."),
        N_("learning rate"),
    ),
    "optimizer": Text(
        N_("Optimiser"),
        N_(
            "What takes the hospitals' steps. Adam needs little tuning; plain gradient descent (SGD) is what most "
            "papers on strategies state their results for, and wants a larger learning rate."
        ),
        N_("optimiser"),
    ),
    "model": Text(N_("Model"), N_("What every hospital trains."), N_("model")),
    "weights": Text(
        N_("Start from"),
        N_("Random weights, or torchvision's ImageNet ones (resnet18 only)."),
        N_("weights"),
    ),
    "strategy": Text(
        N_("Strategy"),
        N_("How the hospitals' models become one. What each is good for stands below it once it is chosen."),
        N_("strategy"),
    ),
    "mu": Text(
        N_("Pull to the shared model (mu)"),
        N_("With FedProx: how strongly a hospital is held near the shared model while it trains. 0 is FedAvg."),
        N_("mu"),
    ),
    "momentum": Text(
        N_("Momentum at the server"),
        N_("With FedAvgM: the share of the last round's step that goes on. 0 is FedAvg."),
        N_("momentum"),
    ),
    "server_lr": Text(
        N_("Server learning rate"),
        N_("With FedAdagrad, FedAdam and FedYogi: the server's step size (eta)."),
        N_("server learning rate"),
    ),
    "server_tau": Text(
        N_("Server tau"),
        N_(
            "With FedAdagrad, FedAdam and FedYogi: the larger, the less each weight has a pace of its own. About the "
            "size of a weight's change in a round."
        ),
        N_("server tau"),
    ),
    "beta_1": Text(
        N_("Server beta 1"),
        N_("With FedAdam and FedYogi: the share of the earlier rounds' mean update that goes on."),
        N_("server beta 1"),
    ),
    "beta_2": Text(
        N_("Server beta 2"),
        N_("With FedAdam and FedYogi: the share of the earlier rounds' mean squared update that goes on."),
        N_("server beta 2"),
    ),
    "q": Text(
        N_("Fairness (q)"),
        N_("With q-FedAvg: how much more a hospital counts that the shared model serves badly. 0 is FedAvg."),
        N_("q"),
    ),
    "lipschitz": Text(
        N_("Lipschitz constant (L)"),
        N_("With q-FedAvg: the larger, the shorter the steps where q is above 0."),
        N_("the Lipschitz constant"),
    ),
    "dyn_alpha": Text(
        N_("Regularisation (FedDyn's alpha)"),
        N_("With FedDyn: how strongly each hospital's loss is bent towards the federation's."),
        N_("FedDyn's alpha"),
    ),
    "trim": Text(
        N_("Trimmed at each end"),
        N_("With FedTrimmedAvg: the share of the hospitals left out at each end, rounded down to whole ones."),
        N_("the trimmed share"),
    ),
    "byzantine": Text(
        N_("Cheats assumed (f)"),
        N_(
            "With Krum, Multi-Krum and Bulyan: how many hospitals may be wrong. 3 hospitals bear none, 5 bear 1 "
            "(Bulyan 7)."
        ),
        N_("the cheats assumed"),
    ),
    "num_selected": Text(
        N_("Updates selected"),
        N_("With Multi-Krum: the mean is of so many. 0 is all but the cheats assumed."),
        N_("the updates selected"),
    ),
    "clip_radius": Text(
        N_("Clipping radius (tau)"),
        N_("With centred clipping: no hospital moves the last round's result by more than this (L2)."),
        N_("the clipping radius"),
    ),
    "clip_steps": Text(
        N_("Clipping steps"),
        N_("With centred clipping: how often the result is taken for the new centre."),
        N_("the clipping steps"),
    ),
    "ditto_lambda": Text(
        N_("Pull to the shared model (lambda)"),
        N_("With Ditto: how strongly each hospital's own model is held near the shared one. 0 is training alone."),
        N_("lambda"),
    ),
    "tuning_epochs": Text(
        N_("Fine-tuning epochs"),
        N_("With fine-tuning: passes that each hospital's copy makes over its own images. 0 is FedAvg."),
        N_("fine-tuning epochs"),
    ),
    "mixing": Text(
        N_("Before the rule"),
        N_(
            "What makes updates alike before a robust rule looks at them. Where hospitals differ, honest updates are "
            "far apart, and a rule that looks for outliers leaves honest hospitals out."
        ),
        N_("what comes before the rule"),
    ),
    "bucket_size": Text(
        N_("Bucket size"),
        N_("With bucketing: the rule sees the means of so many updates each. One cheat spoils a whole bucket."),
        N_("the bucket size"),
    ),
    "neighbours_left_out": Text(
        N_("Neighbours left out"),
        N_(
            "With nearest-neighbour mixing: each update becomes its mean with all others but its so many farthest ones."
        ),
        N_("the neighbours left out"),
    ),
    "dp": Text(
        N_("Privacy"),
        N_(
            "Differential privacy: where its noise goes; central where noise is asked for and this is left out. The "
            "Privacy page draws it, and says what is promised."
        ),
        N_("privacy"),
    ),
    "noise_multiplier": Text(
        N_("Noise multiplier"),
        N_("The noise's standard deviation, in clip norms. 0 clips alone, and guarantees nothing."),
        N_("noise multiplier"),
    ),
    "clip_norm": Text(
        N_("Clip norm"),
        N_(
            "No hospital's update, or at record level no image's gradient, may be longer than this (L2). Noise hides "
            "what is not longer."
        ),
        N_("clip norm"),
    ),
    "target_epsilon": Text(
        N_("Budget (epsilon)"),
        N_(
            "The run ends before it would spend more than this. Without a noise multiplier, the one is taken that "
            "lasts for all rounds."
        ),
        N_("budget (epsilon)"),
    ),
    "delta": Text(
        N_("delta"),
        N_(
            "The chance at which the promise may fail. auto is a hundredth of one over the number of hospitals or "
            "images."
        ),
        N_("delta"),
    ),
    "baselines": Text(
        N_("Also train alone and pooled"),
        N_(
            "Each hospital by itself, and one model on all their images in one place, which privacy forbids: for as "
            "many epochs as in the federation, from the same weights. What was trained before is not trained again."
        ),
        N_("training alone and pooled"),
    ),
    "baseline_epochs": Text(
        N_("Epochs alone"),
        N_(
            "Passes over its images of a hospital that trains alone, and of the pooled model. Alone, the optimiser "
            "goes on from epoch to epoch; in the federation each round starts a fresh one."
        ),
        N_("epochs alone"),
    ),
    "attack": Text(
        N_("Membership test"),
        N_(
            "Membership inference: try to tell from the models of the last round which images they were trained on. "
            "The training stays the same, and no hospital cheats for it."
        ),
        N_("membership test"),
    ),
    "target_accuracy": Text(
        N_("Target accuracy"),
        N_(
            "A share of the test images, from 0 to 1: the page tells after how many rounds, bytes and seconds the "
            "model named as many rightly. It ends no run."
        ),
        N_("target accuracy"),
    ),
    "checkpoint_every": Text(
        N_("Keep the model of every so many rounds"),
        N_(
            "The model of the last round is always kept, with what server and hospitals remember, so that an "
            "interrupted run can go on from there. This keeps that of every so many rounds too. Each takes up disk "
            "space."
        ),
        N_("models kept"),
    ),
    "stop_at": Text(
        N_("Ends early"),
        N_(
            "Whether a run ends before its last round: at a test accuracy, or once that stays as it is. What ends by "
            "the test images looks a little better on them than on new ones. The promise of privacy counts the rounds "
            "made, and not that the test images ended them."
        ),
        N_("early end"),
    ),
    "stop_accuracy": Text(
        N_("Ends at accuracy"),
        N_("The run ends after the first round whose share of test images named rightly, from 0 to 1, is as high."),
        N_("accuracy to end at"),
    ),
    "patience": Text(
        N_("Patience (rounds)"),
        N_("The run ends after so many rounds in a row without a new best one."),
        N_("patience"),
    ),
    "min_improvement": Text(
        N_("Least improvement"),
        N_("A round is a new best one if its accuracy, from 0 to 1, is better than the best so far by more than this."),
        N_("least improvement"),
    ),
    "seed": Text(N_("Seed"), N_("Every random choice follows from it: the same seed gives the same run."), N_("seed")),
    "engine": Text(
        N_("Engine"),
        N_("How Flower's apps are run. Both give the same numbers; Ray takes 10 s to start."),
        N_("engine"),
    ),
    "device": Text(N_("Device"), N_("Where to train: auto takes a GPU if there is one."), N_("device")),
    "shift.factor": Text(
        N_("Factor"),
        N_(
            "Of the grey levels, or for the contrast of their distance to the image's mean. 1 changes nothing; what is "
            "brighter than white is white."
        ),
        N_("factor"),
    ),
    "shift.sigma": Text(
        N_("Blur (px)"), N_("Standard deviation of a Gaussian blur, px. 0 changes nothing."), N_("blur")
    ),
    "shift.std": Text(
        N_("Noise (grey levels)"),
        N_("Standard deviation of Gaussian noise, in grey levels from 0 to 255. 0 changes nothing."),
        N_("noise"),
    ),
    "shift.share": Text(
        N_("Pixels kept"),
        N_("So many of the pixels are kept, and drawn as large as the image was. 1 changes nothing."),
        N_("pixels kept"),
    ),
    "shift.degrees": Text(
        N_("Tilt (degrees)"), N_("How far the image is turned, counter-clockwise. 0 changes nothing."), N_("tilt")
    ),
    "label_noise": Text(
        N_("Label noise"),
        N_(
            "How often a hospital's labels are wrong by mistake, such as A=uniform:0.2, or none: each label becomes "
            "another class with that probability. Alone and pooled train on them too; tests have the right labels. "
            "The counts stay those of the diseases that the images show."
        ),
        N_("label noise"),
    ),
    "label_noise.share": Text(
        N_("Wrong labels"),
        N_("The probability with which each label is replaced by another one. 0 changes nothing."),
        N_("wrong labels"),
    ),
    "shortcut": Text(
        N_("Shortcut"),
        N_(
            "A small mark that goes with one disease at one hospital, such as A=mark:CNV:0.9, or none: its scanner "
            "puts it, after any scanner shift, on that share of its images of the disease, and on no other image. A "
            "model may learn the mark in place of the disease (Geirhos et al. 2020; Zech et al. 2018). Alone and "
            "pooled train on marked images too."
        ),
        N_("the shortcut"),
    ),
    "shortcut.of": Text(
        N_("Disease with the mark"),
        N_("The class whose images carry the mark. Nothing is the set's first class."),
        N_("the disease with the mark"),
    ),
    "shortcut.share": Text(
        N_("Images with the mark"),
        N_("Of the hospital's images of the disease, so many carry the mark. 0 changes nothing."),
        N_("images with the mark"),
    ),
}
"""By the field's name; `excluded` is the second half of `hospitals`."""
