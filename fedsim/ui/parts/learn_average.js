/* FedAvg's formula: bars of images and models' values that one drags; the average follows. */

import { fillIn } from "./common.js";
import { clamp, decimals, diamond, disc, drags, draw, name, set, whole } from "./learn_kit.js";
import { average } from "./learn_math.js";

const LEAST = 50, MOST = 1000, STEP = 50;

const WIDE = { x: [90, 220, 350], floor: 404, tall: 326, bar: 74, rows: [500, 108, 66], line: [500, 920, 418] };
const NARROW = { x: [70, 180, 290], floor: 235, tall: 165, bar: 64, rows: [10, 330, 44], line: [24, 336, 570] };

export default {
  wide: [960, 470],
  narrow: [360, 610],
  start: (data) => ({ counts: data.counts, values: data.values }),
  link: ({ counts }, { hospitals }) => ({
    images: hospitals.map(({ name }, k) => `${name}=exactly:${counts[k]}`).join(";"),
  }),
  build,
};

function build(it) {
  const place = it.narrow ? NARROW : WIDE, { hospitals } = it.data;
  const light = (k) => {
    it.svg.classList.toggle("lit", k !== null);
    for (const node of it.svg.querySelectorAll(".term")) node.classList.toggle("now", node.dataset.of === String(k));
  };
  const parts = hospitals.map((hospital, k) => [bar(it, place, hospital, k), row(it, place, hospital, k)]);
  const total = sums(it, place);
  const dots = line(it, place);
  for (const node of it.svg.querySelectorAll(".term")) {
    node.onpointerenter = () => light(node.dataset.of);
    node.onpointerleave = () => light(null);
  }
  // Not on the nodes: Chromium stops by keyboard at whatever in a picture listens for the focus.
  it.svg.parentElement.addEventListener("focusin", ({ target }) => light(target.closest(".term")?.dataset.of ?? null));
  it.svg.parentElement.addEventListener("focusout", () => light(null));
  return () => {
    const now = average(it.state.counts, it.state.values);
    parts.forEach((each) => each.forEach((update) => update(now)));
    total(now);
    dots(now);
    const most = now.weights.indexOf(Math.max(...now.weights));
    it.say(fillIn(it.words.said, {
      hospital: hospitals[most].title, share: fillIn(it.words.percent, { n: whole(100 * now.weights[most]) }),
      mean: decimals(now.mean, 2),
    }));
  };
}

function bar(it, place, hospital, k) {
  const { svg, state, words } = it, x = place.x[k];
  const group = draw(svg, "g", { class: "term", "data-of": k });
  const column = draw(group, "rect", { x: x - place.bar / 2, width: place.bar, rx: 5, fill: hospital.color });
  const grip = draw(group, "g");
  draw(grip, "rect", { x: -place.bar / 2 - 14, y: -44, width: place.bar + 28, height: 88, class: "reach" });
  draw(grip, "rect", { x: -place.bar / 2 - 4, y: -9, width: place.bar + 8, height: 18, rx: 9, fill: hospital.color, class: "edged" });
  draw(grip, "rect", { x: -place.bar / 2 - 8, y: -13, width: place.bar + 16, height: 26, rx: 13, class: "ring" });
  const number = name(group, x, 0, "", { class: "halo strong" });
  name(group, x, place.floor + 30, hospital.title);
  const put = (count) => {
    state.counts = state.counts.map((old, other) => (other === k ? clamp(STEP * Math.round(count / STEP), LEAST, MOST) : old));
    it.changed();
  };
  const tell = drags(svg, grip, {
    label: fillIn(words.images_of, { hospital: hospital.title }), low: LEAST, high: MOST,
    move: (_, y) => put((MOST * (place.floor - y)) / place.tall),
    nudge: (right, up) => put(state.counts[k] + STEP * (right + up)),
  });
  return ({ weights }) => {
    const count = state.counts[k], top = place.floor - (place.tall * count) / MOST;
    set(column, { y: top, height: place.floor - top });
    set(grip, { transform: `translate(${x} ${top})` });
    set(number, { y: top - 22 }).textContent = fillIn(words.images, { n: whole(count) });
    tell(count, fillIn(words.images_told, { n: whole(count), share: fillIn(words.percent, { n: whole(100 * weights[k]) }) }));
  };
}

/** n_k / n times w_k: a line of the sum. */
function row(it, place, hospital, k) {
  const [left, top, apart] = place.rows, y = top + apart * k, wide = it.narrow ? 0.8 : 1;
  const group = draw(it.svg, "g", { class: "term", "data-of": k });
  draw(group, "rect", { x: left - 8, y: y - apart / 2 - 6, width: 440 * wide, height: apart - 4, class: "reach" });
  set(disc(group, hospital, it.narrow ? 13 : 17), { transform: `translate(${left + 14} ${y - 6})` });
  const at = (x, words) => draw(group, "text", { x: left + x * wide, y, class: "math" }, words);
  const share = at(56, ""), product = at(260, "");
  return ({ all, weights }) => {
    const { counts, values } = it.state;
    share.textContent = `${whole(counts[k])} / ${whole(all)}  ×  ${decimals(values[k], 2)}`;
    product.textContent = `=  ${decimals(weights[k] * values[k], 3)}`;
  };
}

function sums(it, place) {
  const [left, top, apart] = place.rows, y = top + 3 * apart, wide = it.narrow ? 0.8 : 1;
  const formula = draw(it.svg, "text", { x: left, y: top - apart + (it.narrow ? 8 : 2), class: "math big" });
  for (const [words, how] of [["w", "var"], [" = Σ ", ""], ["n", "var"], ["k", "low"], [" / ", "back"], ["n", "var"], [" · ", ""], ["w", "var"], ["k", "low"]])
    draw(formula, "tspan", { class: how, dy: { low: 8, back: -8 }[how] ?? 0 }, words);
  draw(it.svg, "path", { d: `M${left} ${y - apart * 0.62}H${left + 400 * wide}`, class: "line" });
  set(diamond(it.svg, 13, it.data.together), { transform: `translate(${left + 14} ${y - 4})` });
  draw(it.svg, "text", { x: left + 56 * wide, y, class: "strong" }, it.words.average);
  const mean = draw(it.svg, "text", { x: left + 260 * wide, y, class: "math strong" });
  return (now) => (mean.textContent = `=  ${decimals(now.mean, 3)}`);
}

/** One of the model's numbers: each hospital's on a line, and the average among them. */
function line(it, place) {
  const { svg, state, words, data } = it, [left, right, y] = place.line, at = (value) => left + value * (right - left);
  draw(svg, "path", { d: `M${left} ${y}H${right}M${left} ${y - 7}v14M${right} ${y - 7}v14`, class: "line" });
  name(svg, left, y + 38, "0", { class: "quiet" });
  name(svg, right, y + 38, "1", { class: "quiet" });
  name(svg, (left + right) / 2, y + 38, words.one_weight, { class: "quiet" });
  const mean = diamond(svg, 17, data.together);
  const dots = data.hospitals.map((hospital, k) => {
    const grip = draw(svg, "g", { class: "term", "data-of": k });
    draw(grip, "circle", { r: 26, class: "reach" });
    draw(grip, "circle", { r: 20, class: "ring" });
    disc(grip, hospital, 15);
    const put = (value) => {
      state.values = state.values.map((old, other) => (other === k ? clamp(Math.round(50 * value) / 50, 0, 1) : old));
      it.changed();
    };
    const tell = drags(svg, grip, {
      label: fillIn(words.weight_of, { hospital: hospital.title }), low: 0, high: 1,
      move: (x) => put((x - left) / (right - left)), nudge: (along, up) => put(state.values[k] + 0.02 * (along + up)),
    });
    grip.classList.add("term");
    return () => {
      set(grip, { transform: `translate(${at(state.values[k])} ${y})` });
      tell(state.values[k], decimals(state.values[k], 2));
    };
  });
  return (now) => {
    dots.forEach((update) => update());
    set(mean, { transform: `translate(${at(now.mean)} ${y - 30})` });
  };
}
