/* Two hospitals that want different models: where FedAvg comes to rest, and how far from the best model that is. */

import { fillIn, reduced } from "./common.js";
import { button, clamp, decimals, diamond, disc, drags, draw, name, put, set, slider, whole } from "./learn_kit.js";
import { allRounds, best, bowl, distance } from "./learn_math.js";

const ANGLES = [2.27, 0.87]; // where the hospitals' bowls are steep: at right angles to 40 and 140 degrees
const FAR = [4.6, 2.1]; // how far out anything is dragged
const LEVELS = [0.5, 1, 1.5];
const SAME = 0.02;
const EVERY = 700; // ms a round

export default {
  wide: [960, 440],
  narrow: [360, 320],
  start: (data) => ({ ...data.start, shown: Infinity }),
  link: ({ steps }) => ({ local_epochs: Math.min(steps, 20) }),
  build,
};

const hospitalsOf = ({ optima, share, ratio }) =>
  optima.map((optimum, k) => ({ optimum, hessian: bowl(ratio, ANGLES[k]), weight: k ? 1 - share : share }));

function build(it) {
  const { svg, state, data, words, width, height } = it, unit = width / 10;
  const at = ([x, y]) => [width / 2 + unit * x, height / 2 - unit * y];
  const back = (x, y) => [(x - width / 2) / unit, (height / 2 - y) / unit];
  const bowls = data.hospitals.map((hospital) => LEVELS.map(() =>
    draw(svg, "ellipse", { fill: hospital.color, "fill-opacity": 0.07, stroke: hospital.color, "stroke-opacity": 0.55, "stroke-width": 1.5 })));
  const ways = draw(svg, "g");
  const gap = draw(svg, "path", { stroke: data.never, "stroke-width": 4, "stroke-dasharray": "2 5", "stroke-linecap": "round" });
  const start = dot(it, words.start, (g) => draw(g, "circle", { r: 9, fill: "none", stroke: data.together, "stroke-width": 4 }),
    () => state.start, (value) => (state.start = value), { at, back });
  const optima = data.hospitals.map((hospital, k) => dot(it, fillIn(words.optimum, { hospital: hospital.title }),
    (g) => disc(g, hospital, it.narrow ? 14 : 18), () => state.optima[k], (value) => (state.optima[k] = value), { at, back }));
  const goal = draw(svg, "path", { d: "M-11 -11L11 11M11 -11L-11 11", stroke: data.pooled, "stroke-width": 6, "stroke-linecap": "round" });
  const model = diamond(svg, it.narrow ? 12 : 15, data.together);
  const startName = name(svg, 0, 0, words.start, { class: "halo" });
  const goalName = name(svg, 0, 0, words.best, { class: "halo strong" });
  const modelName = name(svg, 0, 0, words.fedavg, { class: "halo strong" });
  controls(it);
  return () => {
    const hospitals = hospitalsOf(state), { rounds, rest } = allRounds(hospitals, state.start, state.steps, state.rate);
    const target = best(hospitals), shown = Math.min(state.shown, rounds.length);
    state.total = rounds.length;
    [start, ...optima].forEach((update) => update());
    bowls.forEach((levels, k) => levels.forEach((node, level) => curve(node, at(state.optima[k]), unit * LEVELS[level], state.ratio, ANGLES[k])));
    path(ways, data, rounds.slice(0, shown), state.start, at);
    const now = shown === rounds.length ? rest : shown ? rounds[shown - 1].end : state.start;
    const [[gx, gy], [mx, my]] = [at(target), at(now)], below = my >= gy ? 1 : -1, room = it.narrow ? 26 : 34;
    const label = (node, x, y, way) => set(node, { x: clamp(x, 90, width - 90), y: clamp(y + way * room + 7, 20, height - 8) });
    set(goal, { transform: `translate(${gx} ${gy})` });
    set(model, { transform: `translate(${mx} ${my})` });
    set(gap, { d: `M${mx} ${my}L${gx} ${gy}` });
    label(startName, ...at(state.start), -1.15);
    label(goalName, gx, gy, -below);
    label(modelName, mx, my, below);
    it.say(outcome(it, rounds.length, shown, distance(now, target), distance(rest, target)));
  };
}

function outcome({ state, words }, total, shown, away, drift) {
  if (shown < total) return fillIn(words.under_way, { round: shown, distance: decimals(away, 2) });
  const values = { rounds: total, distance: decimals(drift, 2) };
  if (distance(...state.optima) < SAME) return fillIn(words.alike_optima, values);
  if (state.ratio === 1) return fillIn(words.alike_curves, values);
  return fillIn(state.steps === 1 ? words.one_step : words.drifts, values);
}

/** A level of a hospital's loss: `radius` on its steep side. */
function curve(node, [cx, cy], radius, ratio, angle) {
  set(node, { rx: radius, ry: radius * Math.sqrt(ratio), transform: `translate(${cx} ${cy}) rotate(${(-angle * 180) / Math.PI})` });
}

/** The hospitals' steps in their colours, and the shared model from round to round. */
function path(group, { hospitals, together }, rounds, start, at) {
  group.replaceChildren();
  const line = (points) => `M${points.map((each) => at(each).map((value) => value.toFixed(1)).join(" ")).join("L")}`;
  rounds.slice(-1).concat(rounds.slice(0, 12)).forEach(({ paths, end }, order) => paths.forEach((points, k) => {
    const strong = order === 0, { color } = hospitals[k];
    draw(group, "path", { d: line(points), fill: "none", stroke: color, "stroke-width": strong ? 4 : 2, "stroke-opacity": strong ? 1 : 0.5, "stroke-linecap": "round" });
    draw(group, "path", { d: line([points.at(-1), end]), fill: "none", stroke: color, "stroke-width": 1.5, "stroke-opacity": 0.5, "stroke-dasharray": "3 4" });
  }));
  draw(group, "path", { d: line([start, ...rounds.map(({ end }) => end)]), fill: "none", stroke: together, "stroke-width": 4, "stroke-linejoin": "round" });
  for (const { end } of rounds.slice(0, 60)) {
    const [cx, cy] = at(end);
    draw(group, "circle", { cx, cy, r: 5, fill: together });
  }
}

/** A point of the plane that is dragged. */
function dot(it, label, shape, read, write, { at, back }) {
  const grip = draw(it.svg, "g");
  draw(grip, "circle", { r: 28, class: "reach" });
  draw(grip, "circle", { r: it.narrow ? 19 : 24, class: "ring" });
  shape(grip);
  const move = (point) => {
    write(point.map((value, axis) => clamp(value, -FAR[axis], FAR[axis])));
    it.state.shown = Infinity;
    it.pause();
    it.changed();
  };
  const tell = drags(it.svg, grip, {
    label, low: -FAR[0], high: FAR[0], move: (x, y) => move(back(x, y)),
    nudge: (right, up) => move([read()[0] + 0.1 * right, read()[1] + 0.1 * up]),
  });
  return () => {
    const [x, y] = read();
    set(grip, { transform: `translate(${at([x, y])})` });
    tell(decimals(x, 1).replace("−", "-"), fillIn(it.words.point, { x: decimals(x, 1), y: decimals(y, 1) }));
  };
}

function controls(it) {
  const { state, words } = it;
  const moved = (name) => (value) => {
    state[name] = value;
    state.shown = Infinity;
    it.pause();
    it.changed();
  };
  const add = (name, low, high, step, text, label = words[name]) =>
    slider(it.controls, { label, low, high, step, value: state[name], text, change: moved(name) });
  add("steps", 1, 50, 1, whole);
  add("rate", 0.05, 1, 0.05, (value) => decimals(value, 2));
  add("ratio", 1, 10, 0.5, (value) => (value === 1 ? words.alike : `${value}`));
  add("share", 0.1, 0.9, 0.05, (value) => fillIn(words.percent, { n: whole(100 * value) }),
    fillIn(words.share, { hospital: it.data.hospitals[0].title }));
  const row = put(it.controls, "div", { class: "choice" });
  const step = () => {
    state.shown = state.shown >= state.total ? 0 : state.shown + 1;
    it.changed();
    if (state.shown >= state.total) it.pause();
  };
  button(row, words.next, () => (it.pause(), step()));
  if (!reduced()) button(row, words.play, () => { state.shown = 0; it.changed(); it.every(Math.min(EVERY, 12000 / (state.total + 1)), step); });
}
