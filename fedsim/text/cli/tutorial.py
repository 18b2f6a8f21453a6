"""The tutorial's experiment on the terminal."""

from fedsim.language import Said


class Tutorial:
    """What is said before it, its table, and what is said under that."""

    NO_OVERLAP = Said(
        "The tutorial's hospitals overlap: A trains on {a} images, B on {b}, C on {c}, all that OCTMNIST has of their "
        "classes. Here every image is at one hospital only, so the two columns are not the same experiment."
    )
    ALL_IMAGES = Said("{dataset} at {size} px, all images.")
    SOME_IMAGES = Said("{dataset} at {size} px, at most {n} images a hospital.")
    SMALL_CNN = Said("The small CNN from {weights}, Adam with learning rate {lr}, batches of {batch}.")
    RESNET = Said("ResNet-18 from {weights}, Adam with learning rate {lr}, batches of {batch}.")
    IMAGENET = Said("ImageNet weights")
    RANDOM = Said("random weights")
    ABSENT = Said("Classes never seen: {hospitals}.")
    SHARED = Said("They overlap: each has all images of its classes.")
    SHARED_SOME = Said("They overlap: each draws its own from all images of its classes.")
    DISJOINT = Said("Every image is at one hospital only.")
    CLASS = Said("{name} (class {label})")
    PLAN = Said(
        "First each hospital alone, and one model on all their images pooled: {epochs} each. Then together: {rounds} "
        "of {local_epochs}."
    )
    ACCURACY = Said("Accuracy")
    HERE = Said("here")
    THERE = Said("the tutorial")
    ALONE = Said("{hospital} alone")
    TOGETHER = Said("Together, all classes")
    TOGETHER_TESTED = Said("Together, {on_classes}")
    OWN = Said("Together, {hospital}'s own classes")
    POOLED = Said("Pooled")
    ENDED = Said("Ended after {done} of {rounds}.")
    OTHER_IMAGES = Said(
        "The images are not the tutorial's {tutorials} but {ours}: the tutorial's numbers cannot be compared with "
        "these and are left out."
    )
    OTHER_SETTINGS = Said("Other settings than the tutorial's: {settings}.")
    SAME_SETTINGS = Said("All settings that the tutorial names are the same.")
    SAME_OTHERS = Said("All other settings that the tutorial names are the same.")
    IN_ANY_CASE = Said(
        "Seed and order of the images are ours in any case, and so is the pooled model, of each image once."
    )
    INSTEAD = Said("{setting} {here} instead of {there}")
    ALL = Said("all")
