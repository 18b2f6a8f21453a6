/* The six steps of a round. The model is a picture of 5 x 5 numbers, and each hospital has never seen a part of it. */

import { fillIn, reduced } from "./common.js";
import { button, disc, draw, fitted, name, put, set, whole } from "./learn_kit.js";
import { uniform } from "./learn_math.js";

const SIDE = 5, CELLS = SIDE * SIDE;
const GOAL = Array.from({ length: CELLS }, (_, cell) => (cell % SIDE === 2 || Math.floor(cell / SIDE) === 2 ? 1 : 0));
const BLIND = [[0, 1], [2], [3, 4]]; // by hospital: rows of which it has never seen anything
const LEFT = 0.3; // of what is wrong, after a hospital's training
const ROUNDS = 8, STEPS = 6, EVERY = 2600; // ms a step
const [CHOOSE, DOWN, TRAIN, UP, AVERAGE, EVALUATE] = Array(STEPS).keys();

const WIDE = { server: [480, 78], hospitals: [160, 480, 800], y: 330, box: [250, 150], server_box: [300, 150], cell: 22 };
const NARROW = { server: [180, 66], hospitals: [60, 180, 300], y: 318, box: [114, 172], server_box: [200, 126], cell: 17 };

export default {
  wide: [960, 420],
  narrow: [360, 420],
  start: () => ({ round: 1, step: CHOOSE, playing: false }),
  build,
};

const seen = (k, cell) => !BLIND[k].includes(Math.floor(cell / SIDE));
/** What a hospital makes of the model: nearer to the goal wherever it has seen something. */
const trained = (model, k) => model.map((value, cell) => (seen(k, cell) ? GOAL[cell] + LEFT * (value - GOAL[cell]) : value));
const mean = (models) => models[0].map((_, cell) => models.reduce((all, model) => all + model[cell], 0) / models.length);
const wrong = (model) => model.reduce((all, value, cell) => all + Math.abs(value - GOAL[cell]), 0);

/** The shared model after so many rounds; at first it is random. */
export function sharedAfter(rounds) {
  const next = uniform(7);
  let model = Array.from({ length: CELLS }, next);
  for (let round = 0; round < rounds; round++) model = mean(BLIND.map((_, k) => trained(model, k)));
  return model;
}

/** How wrong the shared model still is, as a share of what it was at first. */
export const stillWrong = (rounds) => wrong(sharedAfter(rounds)) / wrong(sharedAfter(0));

function build(it) {
  const { svg, state, data, words } = it, place = it.narrow ? NARROW : WIDE, [x, y] = place.server;
  const wires = data.hospitals.map((_, k) => draw(svg, "path", { d: `M${x} ${y}L${place.hospitals[k]} ${place.y}`, class: "line" }));
  const server = box(svg, x, y, place.server_box);
  const sites = data.hospitals.map((hospital, k) => site(it, place, hospital, k));
  name(svg, x - (it.narrow ? 55 : 85), y + 7, words.server, { class: "strong" });
  const shared = grid(svg, place.cell, data.together);
  set(shared.group, { transform: `translate(${x + (it.narrow ? 42 : 60)} ${y})` });
  const error = name(svg, x - (it.narrow ? 55 : 85), y + 36, "");
  const parcels = data.hospitals.map(({ color }) => grid(svg, place.cell * 0.62, data.together, color));
  const buttons = controls(it);
  return () => {
    const { round, step } = state, before = sharedAfter(round - 1), after = sharedAfter(round);
    const averaged = step >= AVERAGE;
    shared.fill(averaged ? after : before);
    server.classList.toggle("on", [CHOOSE, AVERAGE, EVALUATE].includes(step));
    wires.forEach((wire) => wire.classList.toggle("on", step === DOWN || step === UP));
    sites.forEach((update, k) => update(step >= TRAIN && step < EVALUATE ? trained(before, k) : step === EVALUATE ? null : step >= DOWN ? before : null, step));
    parcels.forEach((parcel, k) => travel(parcel, step, step < TRAIN ? before : trained(before, k), [x, y], [place.hospitals[k], place.y], place));
    error.textContent = step === EVALUATE ? fillIn(words.percent, { n: whole(100 * stillWrong(round)) }) : "";
    buttons(step);
    it.say(fillIn(words.steps[step], { round, wrong: fillIn(words.percent, { n: whole(100 * stillWrong(round)) }) }));
  };
}

const box = (svg, x, y, [wide, high]) =>
  draw(svg, "rect", { x: x - wide / 2, y: y - high / 2, width: wide, height: high, rx: 12, class: "box" });

/** A hospital: its scans, which stay, and its model with the rows that it has never seen. */
function site(it, place, hospital, k) {
  const { svg, data, words, narrow } = it, x = place.hospitals[k], y = place.y, [wide, high] = place.box;
  const frame = box(svg, x, y, place.box);
  set(disc(svg, hospital, narrow ? 13 : 16), { transform: `translate(${x - wide / 2 + 24} ${y - high / 2 + 24})` });
  const scans = draw(svg, "g", { transform: narrow ? `translate(${x + 24} ${y - high / 2 + 24})` : `translate(${x - 62} ${y + 12})` });
  for (const back of [2, 1, 0]) {
    draw(scans, "rect", { x: -18 + 5 * back, y: -14 - 5 * back, width: 32, height: 28, rx: 3, fill: "#22262d", class: "edged" });
    if (!back) draw(scans, "path", { d: "M-15 4c6-8 10 4 15-2s8 0 12-4M-15 9h27", stroke: "#cfd6e0", "stroke-width": 2, fill: "none" });
  }
  if (!narrow) fitted(name(svg, x - 63, y + 58, words.scans, { class: "quiet" }), 108);
  const model = grid(svg, place.cell, hospital.color);
  set(model.group, { transform: narrow ? `translate(${x} ${y + 30})` : `translate(${x + 56} ${y})` });
  const [first, rows, size] = [BLIND[k][0], BLIND[k].length, place.cell];
  draw(model.group, "rect", { x: (-SIDE / 2) * size - 3, y: (first - SIDE / 2) * size, width: SIDE * size + 6, height: rows * size, rx: 3,
    fill: "none", stroke: data.never, "stroke-width": 3, "stroke-dasharray": "5 4" });
  return (values, step) => {
    model.fill(values);
    frame.classList.toggle("on", step === TRAIN || step === CHOOSE);
  };
}

/** A model, as a picture of its numbers; of null nothing is drawn. */
function grid(svg, size, color, edge) {
  const group = draw(svg, "g"), half = (SIDE * size) / 2;
  draw(group, "rect", { x: -half - 3, y: -half - 3, width: 2 * half + 6, height: 2 * half + 6, rx: 4, fill: "var(--st-background-color)",
    stroke: edge ?? "var(--st-text-color)", "stroke-opacity": edge ? 1 : 0.35, "stroke-width": edge ? 3 : 1.5 });
  const cells = GOAL.map((_, cell) => draw(group, "rect", {
    x: -half + (cell % SIDE) * size + 1, y: -half + Math.floor(cell / SIDE) * size + 1, width: size - 2, height: size - 2,
    fill: color, class: "fades",
  }));
  return { group, fill: (values) => cells.forEach((node, cell) => set(node, { "fill-opacity": values ? values[cell].toFixed(3) : 0 })) };
}

function travel(parcel, step, values, server, hospital, place) {
  parcel.fill(values);
  const goes = step === DOWN || step === UP, [from, to] = step === UP || step === AVERAGE ? [hospital, server] : [server, hospital];
  const part = goes ? 0.52 : step === CHOOSE ? 0.1 : 0.9, [x, y] = [0, 1].map((axis) => from[axis] + part * (to[axis] - from[axis]));
  parcel.group.setAttribute("class", "moves fades");
  set(parcel.group, { style: `transform: translate(${x}px, ${y}px)`, opacity: goes ? 1 : 0 });
}

function controls(it) {
  const { state, words } = it;
  const go = (step) => {
    state.round = step < STEPS ? state.round : (state.round % ROUNDS) + 1;
    state.step = step % STEPS;
    it.changed();
  };
  const row = put(it.controls, "div", { class: "choice", role: "group", "aria-label": words.all_steps });
  const marks = words.names.map((words, step) => button(row, `${step + 1} ${words}`, () => (halt(), go(step))));
  const more = put(it.controls, "div", { class: "choice" });
  button(more, words.next, () => (halt(), go(state.step + 1)));
  const play = button(more, "", () => (state.playing ? halt() : start()));
  const halt = () => ((state.playing = false), it.pause(), (play.textContent = words.play));
  const start = () => ((state.playing = true), (play.textContent = words.pause), go(state.step + 1), it.every(EVERY, () => go(state.step + 1)));
  halt();
  play.hidden = reduced();
  return (step) => marks.forEach((mark, place) => mark.toggleAttribute("aria-current", false) || (place === step && set(mark, { "aria-current": "step" })));
}
