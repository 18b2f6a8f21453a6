/* The figures of the Learn page: `data.figure` says which. Each is a file of its own, and computes what it shows. */

import average from "./learn_average.js";
import drift from "./learn_drift.js";
import masks from "./learn_masks.js";
import noise from "./learn_noise.js";
import places from "./learn_places.js";
import round from "./learn_round.js";
import { show } from "./learn_kit.js";

const FIGURES = { average, drift, masks, noise, places, round };

export default function ({ parentElement, data }) {
  return show(parentElement, data, FIGURES[data.figure]);
}
