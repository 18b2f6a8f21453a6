// The same scan, and what all say together; then how often each model is right.

import {bars} from "../bars.js";
import {h} from "../dom.js";
import {scanPicture} from "../scan_picture.js";

export function again(root, data, stage) {
  const {clock, data: {percents}} = stage;
  const how = {clock, percents};
  const right = h("div", {class: "right"}, h("p", {class: "whose"}, data.how_often));
  let answers = null;
  if (data.rows) {
    const side = h("div", {class: "answers"}, h("p", {class: "whose"}, data.says));
    root.append(h("div", {class: "beside again"}, scanPicture(data), side));
    answers = bars(side, data.rows, how);
  }
  root.append(right);
  const scores = bars(right, data.scores, how);
  return {
    beats: answers ? 2 : 1,
    show(beat, {still}) {
      const both = !answers || beat === 1;
      right.classList.toggle("coming", !both);
      if (beat === 0 && answers) return answers.grow(1100, still);
      answers?.grow(0, true);
      return scores.grow(1100, still);
    },
  };
}
