/* Where noise is added, and who sees what: an update on its way, with and without. */

import { fillIn } from "./common.js";
import { button, choice, draw, name, put, set, slider } from "./learn_kit.js";
import { normal } from "./learn_math.js";

const HIGHEST = 0.8; // more is drawn as high
const NUMBERS = 8, SEEDS = [3, 5, 8];
const STEPS = 20, BATCH = 20; // of a hospital's training at record level: so many steps, on as many images each
const PLACES = ["training", "sending", "server"];

const WIDE = { at: [[135, 140], [375, 140], [615, 140], [855, 140]], half: 80, tall: 62 };
const NARROW = { at: [[265, 60], [265, 190], [265, 320], [265, 450]], half: 82, tall: 44 };

export default {
  wide: [960, 330],
  narrow: [360, 520],
  start: (data) => ({ dp: data.dp, noise: data.noise, seed: 1 }),
  link: ({ dp, noise }) => ({ dp, noise_multiplier: noise }),
  build,
};

/** A hospital's update, as long as the clip norm: what it sends where nothing is added. */
const update = (seed) => {
  const next = normal(seed), raw = Array.from({ length: NUMBERS }, next), length = Math.hypot(...raw);
  return raw.map((value) => value / length);
};
const mean = (lists) => lists[0].map((_, place) => lists.reduce((all, list) => all + list[place], 0) / lists.length);

/** What is there to see in training, at the server, in the average and in the shared model. */
export function stages(place, noise, seed) {
  const next = normal(100 + seed), noised = (list, std) => list.map((value) => value + std * next());
  const inTraining = place === "training" ? (noise * Math.sqrt(STEPS)) / BATCH : 0;
  const trained = SEEDS.map((each) => noised(update(each), inTraining));
  const sent = trained.map((list) => noised(list, place === "sending" ? noise : 0));
  const averaged = mean(sent);
  return [trained[0], sent[0], averaged, noised(averaged, place === "server" ? noise / SEEDS.length : 0)];
}

function build(it) {
  const { svg, state, data, words } = it, place = it.narrow ? NARROW : WIDE;
  const wall = draw(svg, "path", { stroke: "var(--st-text-color)", "stroke-width": 3, "stroke-dasharray": "1 8", "stroke-linecap": "round" });
  const wallName = draw(svg, "text", { class: "halo strong" }, words.from_here);
  const columns = place.at.map((spot, k) => column(it, place, spot, k));
  const mark = wave(svg);
  const chosen = controls(it);
  return () => {
    const at = data.noise_at[state.dp], now = stages(at, state.noise, state.seed), raw = stages("", 0, 0);
    const first = PLACES.indexOf(at) + (at === "server" ? 1 : 0);
    columns.forEach((change, k) => change(now[k], raw[k], k >= first));
    border(it, place, [wall, wallName, mark], first);
    for (const node of [wall, wallName, mark]) set(node, { visibility: state.noise ? "visible" : "hidden" });
    chosen(state.dp);
    it.say(state.noise ? words.promises[state.dp] : words.nothing);
  };
}

/** The mark of noise, as the Privacy page has it. */
function wave(svg) {
  const group = draw(svg, "g", { fill: "none", stroke: "var(--st-text-color)", "stroke-width": 1.8 });
  draw(group, "circle", { r: 16, fill: "var(--st-background-color)" });
  draw(group, "path", { d: "M-11 0l2.4-4 2.6 8.5L-2.8-7 0 6 2.6-5.5 5.4 7.5 8-3.5 11 0", "stroke-linejoin": "round" });
  return group;
}

/** Where noise is added: whoever looks further on sees protected numbers. */
function border({ narrow, width, height }, place, [wall, label, mark], first) {
  const [[x, y]] = [place.at[first]];
  if (narrow) {
    set(wall, { d: `M4 ${y - 58}H${width - 4}` });
    set(label, { x: 8, y: y - 38 });
    set(mark, { transform: `translate(${width - 24} ${y - 58})` });
  } else {
    const left = x - place.half - 40;
    set(wall, { d: `M${left} 8V${height - 8}` });
    set(mark, { transform: `translate(${left} ${y})` });
    set(label, { x: first > 2 ? left - 12 : left + 12, y: height - 12, "text-anchor": first > 2 ? "end" : "start" });
  }
}

function column(it, place, [x, y], k) {
  const { svg, data, words, narrow } = it, step = (2 * place.half) / NUMBERS;
  const title = narrow ? { x: 8, y: y - 10, "text-anchor": "start" } : { x, y: 44, "text-anchor": "middle" };
  draw(svg, "text", { ...title, class: "strong" }, words.stages[k]);
  const who = narrow ? { x: 8, y: y + 14, "text-anchor": "start" } : { x, y: y + 112, "text-anchor": "middle" };
  draw(svg, "text", { ...who, class: "quiet" }, fillIn(words.watchers[k], { hospital: data.hospitals[0].title }));
  draw(svg, "rect", { x: x - place.half - 8, y: y - place.tall - 6, width: 2 * place.half + 16, height: 2 * place.tall + 12, rx: 8, class: "box" });
  draw(svg, "path", { d: `M${x - place.half} ${y}h${2 * place.half}`, class: "line" });
  const color = k < 2 ? data.hospitals[0].color : data.together;
  const bars = Array.from({ length: NUMBERS }, (_, at) => {
    const left = x - place.half + step * at;
    return [
      draw(svg, "rect", { x: left + 3, width: step - 6, fill: color, class: "fades" }),
      draw(svg, "path", { stroke: "var(--st-text-color)", "stroke-width": 3, "data-left": left }),
    ];
  });
  const high = (value) => Math.min(1, Math.abs(value) / HIGHEST) * place.tall;
  return (values, raw) => bars.forEach(([bar, truth], at) => {
    set(bar, { y: values[at] > 0 ? y - high(values[at]) : y, height: high(values[at]) });
    const level = y - Math.sign(raw[at]) * high(raw[at]);
    set(truth, { d: `M${truth.dataset.left * 1 + 1} ${level}h${step - 2}` });
  });
}

function controls(it) {
  const { state, words, data } = it;
  const mark = choice(it.controls, words.where, Object.keys(data.noise_at).map((dp) => [dp, words.mechanisms[dp]]), (dp) => {
    state.dp = dp;
    it.changed();
  });
  slider(it.controls, { label: words.noise, low: 0, high: 2, step: 0.05, value: state.noise, text: (value) => `${value}`,
    change: (value) => ((state.noise = value), it.changed()) });
  button(put(it.controls, "div", { class: "choice" }), words.again, () => ((state.seed += 1), it.changed()));
  return mark;
}
