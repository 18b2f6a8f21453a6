// One scan, and what the hospital's own model says to it.

import {bars} from "../bars.js";
import {h} from "../dom.js";
import {scanPicture} from "../scan_picture.js";

export function scan(root, data, stage) {
  const side = h("div", {class: "answers"}, h("p", {class: "whose"}, data.says));
  root.append(h("div", {class: "beside"}, scanPicture(data), side));
  const rows = bars(side, data.rows, {clock: stage.clock, percents: stage.data.percents});
  return {beats: 1, show: (beat, {still}) => rows.grow(1100, still)};
}
