// A round in motion, slowly, with the formula's terms lighting up one after another; then all rounds, fast.

import {federation} from "../../federation.js";
import {h, svg} from "../dom.js";
import {formula} from "../formula.js";
import {reduced} from "../../common.js";

const SLOW_MS = 2200;
const A_TERM_MS = 900;
const REST_MS = 1800;
const LAPSE_MS = 7000;

export function rounds(root, data, stage) {
  const {clock, data: {words}} = stage;
  const place = h("div", {class: "federation"});
  const title = h("p", {class: "round"});
  const score = h("p", {class: "score"});
  const note = h("p", {class: "note quiet"});
  const curve = svg("path", {class: "curve"});
  const chart = h("div", {class: "chart"}, h("span", {class: "top quiet"}, stage.data.percents[100]),
    svg("svg", {viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true"}, svg("path", {class: "frame", d: "M0 0H100M0 50H100M0 100H100"}), curve),
    h("span", {class: "bottom quiet"}, stage.data.percents[0]));
  const terms = data.formula ? formula(data.formula) : null;
  root.append(h("div", {class: "motion"}, place,
    h("div", {class: "progress"}, title, score, h("p", {class: "whose"}, words.accuracy_together), note, chart)), terms ? terms.element : "");
  const picture = federation(place, data.look, {letters: parseFloat(getComputedStyle(stage.root).fontSize)});
  const {frames, scores} = data;
  let lapse = null;  // while all rounds go by

  // How the federation stands after a round.
  function after(round) {
    title.textContent = scores[round].title;
    score.textContent = scores[round].said;
    note.textContent = scores[round].note;
    const step = 100 / Math.max(1, scores.length - 1);
    curve.setAttribute("d", scores.slice(0, round + 1).map(({share}, x) => `${x ? "L" : "M"}${x * step} ${100 - 100 * share}`).join(""));
  }

  async function slowly() {
    after(0);
    title.textContent = scores[1].title;
    terms?.light([]);
    picture.show(data.rounds[0], {ms: 0});
    for (const frame of frames) {
      const shown = picture.show(frame, {ms: SLOW_MS});
      if (frame.phase === "averaging" && terms && !(await light())) return false;
      if ((await shown) === false || !(await clock.wait(300))) return false;
    }
    after(1);
    if (!(await clock.wait(REST_MS))) return false;
    stage.next();
    return true;
  }

  async function light() {
    const ids = data.formula.terms.map(each => each.id);
    for (let lit = 1; lit <= ids.length; lit += 1) {
      terms.light(ids.slice(0, lit));
      picture.light(ids.slice(0, lit));
      if (!(await clock.wait(A_TERM_MS))) return false;
    }
    return true;
  }

  function fast() {
    terms?.light(data.formula.terms.map(each => each.id));
    picture.light([]);
    let drawn = -1;
    const mine = (lapse = {});
    return clock.animate(Math.min(LAPSE_MS, 700 * scores.length), share => {
      const round = Math.round(share * (scores.length - 1));
      if (round === drawn) return;
      drawn = round;
      after(round);
      picture.show(data.rounds[round], {ms: 0});
    }, {smooth: false}).finally(() => lapse === mine && (lapse = null));
  }

  return {
    beats: 2,
    goesBy: () => Boolean(lapse),
    show(beat, {still}) {
      lapse = null;
      picture.stop();
      const last = scores.length - 1;
      if (beat === 0 && !still && !reduced()) return slowly();
      if (beat === 1 && !still) return fast();
      after(beat === 0 ? 1 : last);
      terms?.light(data.formula.terms.map(each => each.id));
      return picture.show(beat === 0 ? frames.at(-1) : data.rounds[last], {ms: 0});
    },
    remove: () => picture.remove(),
  };
}
