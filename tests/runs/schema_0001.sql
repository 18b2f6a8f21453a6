BEGIN TRANSACTION;
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE answers (
    run VARCHAR(32) NOT NULL,
    model VARCHAR(16) NOT NULL,
    hospital TEXT NOT NULL,
    probabilities BLOB NOT NULL,
    PRIMARY KEY (run, model, hospital),
    FOREIGN KEY(run) REFERENCES run (id)
);
INSERT INTO "answers" VALUES('finished','together','',X'934E554D5059010076007B276465736372273A20273C6634272C2027666F727472616E5F6F72646572273A2046616C73652C20277368617065273A2028342C2032292C207D202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020200A0000803E0000803E0000803E0000803E0000803E0000803E0000803E0000803E');
CREATE TABLE baseline (
    number INTEGER NOT NULL,
    "key" VARCHAR(128) NOT NULL,
    body TEXT NOT NULL,
    probabilities BLOB NOT NULL,
    PRIMARY KEY (number),
    UNIQUE ("key")
);
INSERT INTO "baseline" VALUES(1,'a-key','{"kind": "BaselineFinished", "hospital": "A", "num_examples": 5, "epochs": [{"epoch": 1, "train_accuracy": 0.9, "val_accuracy": 0.8, "accuracy": 0.5}, {"epoch": 2, "train_accuracy": 0.9, "val_accuracy": 0.8, "accuracy": 0.5}], "seconds": 0.5, "cached": false, "loss": 0.7, "accuracy": 0.5, "balanced_accuracy": 0.5, "macro_f1": 0.5, "auc": 0.6, "confusion_matrix": [[2, 0], [2, 0]]}',X'934E554D5059010076007B276465736372273A20273C6634272C2027666F727472616E5F6F72646572273A2046616C73652C20277368617065273A2028342C2032292C207D202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020200A0000003F0000003F0000003F0000003F0000003F0000003F0000003F0000003F');
CREATE TABLE brought (
    source TEXT NOT NULL,
    num_runs INTEGER,
    PRIMARY KEY (source)
);
CREATE TABLE event (
    number INTEGER NOT NULL,
    run VARCHAR(32) NOT NULL,
    at FLOAT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (number),
    FOREIGN KEY(run) REFERENCES run (id)
);
INSERT INTO "event" VALUES(1,'finished',1.79568173447809362412e+09,'{"kind": "Started", "dataset": "toy", "dataset_title": "Toy", "drawn": true, "classes": ["a", "b"], "num_train": 10, "num_val": 2, "num_test": 4, "hospitals": [{"name": "A", "excluded": ["b"], "num_examples": 5, "class_counts": [5, 0]}, {"name": "B", "excluded": ["b"], "num_examples": 5, "class_counts": [5, 0]}], "device": "cpu", "num_parameters": 123, "noise_multiplier": 0.0, "weighting": "by images", "num_threads": null, "num_left_over": null, "evaluated": "global"}');
INSERT INTO "event" VALUES(2,'finished',1.79568173447851181035e+09,'{"kind": "RoundFinished", "round": 0, "seconds": 0.5, "loss": 1.0, "accuracy": 0.5, "balanced_accuracy": 0.5, "macro_f1": 0.5, "auc": 0.5, "confusion_matrix": [[1, 1], [1, 1]], "epsilon": null, "bytes_up": 1, "bytes_down": 2, "hospitals": [{"name": "A", "participated": false, "status": "idle", "error": null, "num_examples": 0, "seconds": 0.0, "train_loss": null, "train_accuracy": null, "update_norm": null, "bytes_up": 0, "bytes_down": 0, "global_accuracy_on_own_classes": null, "local_accuracy": null, "local_confusion_matrix": null, "clip_norm": null, "clipped": null, "epsilon": null, "delta": null}, {"name": "B", "participated": false, "status": "idle", "error": null, "num_examples": 0, "seconds": 0.0, "train_loss": null, "train_accuracy": null, "update_norm": null, "bytes_up": 0, "bytes_down": 0, "global_accuracy_on_own_classes": null, "local_accuracy": null, "local_confusion_matrix": null, "clip_norm": null, "clipped": null, "epsilon": null, "delta": null}], "delta": null, "clip_norm": null, "noise_std": null, "signal_to_noise": null}');
INSERT INTO "event" VALUES(3,'finished',1.79568173447870659833e+09,'{"kind": "RoundFinished", "round": 1, "seconds": 0.5, "loss": 1.0, "accuracy": 0.5, "balanced_accuracy": 0.5, "macro_f1": 0.5, "auc": 0.5, "confusion_matrix": [[1, 1], [1, 1]], "epsilon": null, "bytes_up": 1, "bytes_down": 2, "hospitals": [{"name": "A", "participated": true, "status": "ok", "error": null, "num_examples": 5, "seconds": 0.1, "train_loss": 0.4, "train_accuracy": 0.8, "update_norm": 1.5, "bytes_up": 1000, "bytes_down": 2000, "global_accuracy_on_own_classes": 0.75, "local_accuracy": 0.5, "local_confusion_matrix": [[2, 0], [2, 0]], "clip_norm": null, "clipped": null, "epsilon": null, "delta": null}, {"name": "B", "participated": true, "status": "ok", "error": null, "num_examples": 5, "seconds": 0.1, "train_loss": 0.4, "train_accuracy": 0.8, "update_norm": 1.5, "bytes_up": 1000, "bytes_down": 2000, "global_accuracy_on_own_classes": 0.25, "local_accuracy": 0.5, "local_confusion_matrix": [[0, 2], [0, 2]], "clip_norm": null, "clipped": null, "epsilon": null, "delta": null}], "delta": null, "clip_norm": null, "noise_std": null, "signal_to_noise": null}');
INSERT INTO "event" VALUES(4,'finished',1.79568173447887682913e+09,'{"kind": "RoundFinished", "round": 2, "seconds": 0.5, "loss": 1.0, "accuracy": 0.5, "balanced_accuracy": 0.5, "macro_f1": 0.5, "auc": 0.5, "confusion_matrix": [[1, 1], [1, 1]], "epsilon": null, "bytes_up": 1, "bytes_down": 2, "hospitals": [{"name": "A", "participated": true, "status": "ok", "error": null, "num_examples": 5, "seconds": 0.1, "train_loss": 0.4, "train_accuracy": 0.8, "update_norm": 1.5, "bytes_up": 1000, "bytes_down": 2000, "global_accuracy_on_own_classes": 0.75, "local_accuracy": 0.5, "local_confusion_matrix": [[2, 0], [2, 0]], "clip_norm": null, "clipped": null, "epsilon": null, "delta": null}, {"name": "B", "participated": false, "status": "failed", "error": {"code": "as-told", "arguments": [["words", "ValueError: no power"]]}, "num_examples": 0, "seconds": 0.0, "train_loss": null, "train_accuracy": null, "update_norm": null, "bytes_up": 0, "bytes_down": 2000, "global_accuracy_on_own_classes": null, "local_accuracy": null, "local_confusion_matrix": null, "clip_norm": null, "clipped": null, "epsilon": null, "delta": null}], "delta": null, "clip_norm": null, "noise_std": null, "signal_to_noise": null}');
INSERT INTO "event" VALUES(5,'finished',1.79568173447902917861e+09,'{"kind": "Attacked", "target": "update", "hospital": "A", "reason": null, "fpr": [0.0, 0.5, 1.0], "tpr": [0.0, 1.0, 1.0], "auc": 0.75, "auc_low": 0.67, "auc_high": 0.83, "tpr_at_1_percent_fpr": 0.04, "advantage": 0.4, "num_members": 100, "num_non_members": 90, "accuracy_on_members": 1.0, "accuracy_on_non_members": 0.8, "found_low": 0.01, "found_high": 0.14}');
INSERT INTO "event" VALUES(6,'finished',1.79568173447915434837e+09,'{"kind": "BaselineFinished", "hospital": "A", "num_examples": 5, "epochs": [{"epoch": 1, "train_accuracy": 0.9, "val_accuracy": 0.8, "accuracy": 0.5}, {"epoch": 2, "train_accuracy": 0.9, "val_accuracy": 0.8, "accuracy": 0.5}], "seconds": 0.5, "cached": false, "loss": 0.7, "accuracy": 0.5, "balanced_accuracy": 0.5, "macro_f1": 0.5, "auc": 0.6, "confusion_matrix": [[2, 0], [2, 0]]}');
INSERT INTO "event" VALUES(7,'finished',1.79568173447927451136e+09,'{"kind": "BaselineFinished", "hospital": "B", "num_examples": 5, "epochs": [{"epoch": 1, "train_accuracy": 0.9, "val_accuracy": 0.8, "accuracy": 0.5}, {"epoch": 2, "train_accuracy": 0.9, "val_accuracy": 0.8, "accuracy": 0.5}], "seconds": 0.5, "cached": false, "loss": 0.7, "accuracy": 0.5, "balanced_accuracy": 0.5, "macro_f1": 0.5, "auc": 0.6, "confusion_matrix": [[2, 0], [2, 0]]}');
INSERT INTO "event" VALUES(8,'finished',1.79568173447938823697e+09,'{"kind": "BaselineFinished", "hospital": null, "num_examples": 5, "epochs": [{"epoch": 1, "train_accuracy": 0.9, "val_accuracy": 0.8, "accuracy": 0.5}, {"epoch": 2, "train_accuracy": 0.9, "val_accuracy": 0.8, "accuracy": 0.5}], "seconds": 0.5, "cached": false, "loss": 0.7, "accuracy": 0.5, "balanced_accuracy": 0.5, "macro_f1": 0.5, "auc": 0.6, "confusion_matrix": [[2, 0], [2, 0]]}');
CREATE TABLE run (
    number INTEGER NOT NULL,
    id VARCHAR(32) NOT NULL,
    config TEXT NOT NULL,
    status VARCHAR(16) NOT NULL,
    error TEXT,
    queued_at FLOAT NOT NULL,
    started_at FLOAT,
    ended_at FLOAT,
    purpose VARCHAR(16) NOT NULL,
    batch VARCHAR(32),
    owner VARCHAR(32),
    beat INTEGER NOT NULL,
    beat_at FLOAT NOT NULL,
    PRIMARY KEY (number),
    UNIQUE (id)
);
INSERT INTO "run" VALUES(1,'finished','{"dataset": "digits", "size": 28, "hospitals": ["A", "B"], "shift": "none", "adversary": "none", "partition": {"kind": "disjoint"}, "participation": {"kind": "full"}, "samples_per_hospital": 1500, "rounds": 2, "local_epochs": 1, "batch_size": 32, "lr": 0.0025, "model": "cnn", "weights": "none", "strategy": {"kind": "fedavg"}, "dp": "none", "noise_multiplier": 0.0, "clip_norm": 1.0, "target_epsilon": "none", "delta": "auto", "baselines": "after", "baseline_epochs": "auto", "attack": "none", "seed": 0, "engine": "inprocess", "device": "auto", "excluded": {"A": ["1"], "B": []}}','finished',NULL,1.79568173447569060319e+09,1.79568173447745656973e+09,1.79568173448017644883e+09,'run',NULL,'anowner',2,1.79568173448022985454e+09);
INSERT INTO "run" VALUES(2,'failedid','{"dataset": "digits", "size": 28, "hospitals": ["A", "B", "C"], "shift": "none", "adversary": "none", "partition": {"kind": "disjoint"}, "participation": {"kind": "full"}, "samples_per_hospital": 1500, "rounds": 10, "local_epochs": 1, "batch_size": 32, "lr": 0.0025, "model": "cnn", "weights": "none", "strategy": {"kind": "fedavg"}, "dp": "none", "noise_multiplier": 0.0, "clip_norm": 1.0, "target_epsilon": "none", "delta": "auto", "baselines": "none", "baseline_epochs": "auto", "attack": "none", "seed": 1, "engine": "inprocess", "device": "auto", "excluded": {"A": ["DME"], "B": ["DRUSEN"], "C": ["CNV"]}}','failed','{"code": "as-told", "arguments": [["words", "The power went out."]]}',1.79568173448137283331e+09,1.79568173448169922821e+09,1.79568173448182821271e+09,'sweep','batchone','anowner',5,1.79568173448185896875e+09);
CREATE INDEX ix_event_run ON event (run);
COMMIT;
