/* Secure aggregation: masks that two hospitals share, one adding and one taking away, so that they cancel in the sum. */

import { fillIn } from "./common.js";
import { button, clamp, disc, drags, draw, name, put, set } from "./learn_kit.js";
import { masked, onClock, sign, sumOf } from "./learn_math.js";

const FROM = 0.39, TO = 0.61; // where on the line between two hospitals a mask is dragged
const WIDE = { at: [[130, 72], [130, 378], [510, 225]], card: [204, 96], server: [640, 20, 310, 410], rows: 92, ring: 27 };
const NARROW = { at: [[92, 44], [92, 300], [268, 172]], card: [172, 74], server: [6, 360, 348, 270], rows: 56, ring: 21 };

export default {
  wide: [960, 450],
  narrow: [360, 640],
  start: (data) => ({ masks: data.masks, away: false, told: false }),
  build,
};

function build(it) {
  const { svg, state, data, words } = it, place = it.narrow ? NARROW : WIDE;
  const pairs = state.masks.map((_, place_of) => pair(it, place, place_of));
  const cards = data.hospitals.map((hospital, k) => card(it, place, hospital, k));
  pairs.forEach(({ front }) => svg.append(front));
  const server = desk(it, place);
  const [away, told] = controls(it);
  return () => {
    const sent = masked(data.values, state.masks, data.hours), present = data.hospitals.map((_, k) => !(state.away && k === 2));
    const now = sumOf(sent, state.masks, present, data.hours), known = state.told ? now.right : now.sum;
    const truth = data.values.reduce((all, value, k) => all + (present[k] ? value : 0), 0);
    pairs.forEach(({ change }) => change());
    cards.forEach((change, k) => change(sent[k], present[k]));
    server(sent, present, known, known === truth);
    set(away, { "aria-pressed": state.away });
    told.hidden = !state.away;
    set(told, { "aria-pressed": state.told });
    const said = !state.away ? words.cancels : state.told ? words.recovered : now.left ? words.dropped : words.by_chance;
    it.say(fillIn(said, { sum: known, truth, hospital: data.hospitals[2].title }));
  };
}

/** The mask of two hospitals, on the line between them. */
function pair({ svg, state, data, words, changed, narrow }, place, which) {
  const [i, j] = state.masks[which], [one, two] = [place.at[i], place.at[j]], most = data.hours - 1;
  const along = (share) => [0, 1].map((axis) => one[axis] + share * (two[axis] - one[axis]));
  draw(svg, "path", { d: `M${one}L${two}`, class: "line" });
  const front = draw(svg, "g"), grip = draw(front, "g");
  for (const [share, words] of narrow ? [] : [[FROM - 0.09, "+"], [TO + 0.09, "−"]]) {
    const [x, y] = along(share);
    name(front, ...(one[0] === two[0] ? [x + 18, y + 7] : [x, y - 10]), words, { class: "halo strong" });
  }
  draw(grip, "circle", { r: place.ring + 6, class: "reach" });
  draw(grip, "circle", { r: place.ring, fill: "var(--st-background-color)" });
  draw(grip, "circle", { r: place.ring, class: "ring" });
  const number = name(grip, 0, 7, "", { class: "strong" });
  const move = (value) => {
    state.masks = state.masks.map((old, k) => (k === which ? [i, j, clamp(Math.round(value), 0, most)] : old));
    changed();
  };
  const length = Math.hypot(two[0] - one[0], two[1] - one[1]);
  const share = (x, y) => ((x - one[0]) * (two[0] - one[0]) + (y - one[1]) * (two[1] - one[1])) / length ** 2;
  const tell = drags(svg, grip, {
    label: fillIn(words.mask_of, { one: data.hospitals[i].title, two: data.hospitals[j].title }), low: 0, high: most,
    move: (x, y) => move((most * (share(x, y) - FROM)) / (TO - FROM)),
    nudge: (right, up) => move(state.masks[which][2] + right + up),
  });
  return {
    front,
    change: () => {
      const mask = state.masks[which][2];
      set(grip, { transform: `translate(${along(FROM + ((TO - FROM) * mask) / most)})` });
      number.textContent = mask;
      tell(mask, `${mask}`);
    },
  };
}

/** A hospital: its number, which it tells nobody, and what it sends. */
function card({ svg, state, data, words, narrow }, place, hospital, k) {
  const [x, y] = place.at[k], [wide, high] = place.card, group = draw(svg, "g", { class: "fades" });
  draw(group, "rect", { x: x - wide / 2, y: y - high / 2, width: wide, height: high, rx: 12, fill: "var(--st-background-color)" });
  draw(group, "rect", { x: x - wide / 2, y: y - high / 2, width: wide, height: high, rx: 12, class: "box", style: `stroke: ${hospital.color}; stroke-opacity: 1; stroke-width: 3px` });
  set(disc(group, hospital, narrow ? 12 : 16), { transform: `translate(${x - wide / 2 + 24} ${y - high / 4 + 2})` });
  draw(group, "text", { x: x - wide / 2 + (narrow ? 44 : 52), y: y - high / 4 + 8, class: "strong" }, fillIn(words.secret, { n: data.values[k] }));
  const sum = name(group, x, y + high / 4 + 6, "", { class: "" });
  return (sent, present) => {
    const terms = state.masks.map(([i, j, mask]) => [sign(k, i, j), mask]).filter(([way]) => way);
    sum.textContent = `${data.values[k]}${terms.map(([way, mask]) => ` ${way > 0 ? "+" : "−"} ${mask}`).join("")} → ${sent}`;
    set(group, { opacity: present ? 1 : 0.3 });
  };
}

/** What the server sees. */
function desk({ svg, data, words, narrow }, place) {
  const [x, y, wide, high] = place.server;
  draw(svg, "rect", { x, y, width: wide, height: high, rx: 14, class: "box" });
  draw(svg, "text", { x: x + 20, y: y + (narrow ? 28 : 40), class: "strong" }, words.server);
  const first = y + (narrow ? 62 : 92), room = wide - 150;
  const rows = data.hospitals.map((hospital, k) => {
    const line = first + k * place.rows * 0.86, group = draw(svg, "g", { class: "fades" });
    set(disc(group, hospital, narrow ? 12 : 16), { transform: `translate(${x + 34} ${line})` });
    const bar = draw(group, "rect", { x: x + 62, y: line - 12, height: 24, rx: 4, fill: hospital.color });
    const number = draw(group, "text", { x: x + wide - 18, y: line + 8, "text-anchor": "end", class: "strong" });
    return { group, bar, number };
  });
  const bottom = y + high - (narrow ? 26 : 40);
  draw(svg, "path", { d: `M${x + 18} ${bottom - (narrow ? 32 : 48)}h${wide - 36}`, class: "line" });
  draw(svg, "text", { x: x + 20, y: bottom + 8 }, words.sum);
  const sum = draw(svg, "text", { x: x + wide - 18, y: bottom + 10, "text-anchor": "end", class: "big" });
  return (sent, present, known, right) => {
    rows.forEach(({ group, bar, number }, k) => {
      set(group, { opacity: present[k] ? 1 : 0.25 });
      set(bar, { width: present[k] ? (room * sent[k]) / data.hours : 0 });
      number.textContent = present[k] ? sent[k] : "–";
    });
    sum.textContent = `${known} ${right ? "✓" : "✗"}`;
  };
}

function controls(it) {
  const { state, data, words } = it, row = put(it.controls, "div", { class: "choice" });
  button(row, words.shuffle, () => {
    state.masks = state.masks.map(([i, j]) => [i, j, onClock(Math.floor(Math.random() * data.hours), data.hours)]);
    it.changed();
  });
  const away = button(row, fillIn(words.drop, { hospital: data.hospitals[2].title }), () => {
    state.away = !state.away;
    state.told = false;
    it.changed();
  });
  const told = button(row, words.recover, () => ((state.told = !state.told), it.changed()));
  return [away, told];
}
