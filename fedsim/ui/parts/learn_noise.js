/* The same noise, added once by the server or by each of n hospitals: what of it is left in the average. */

import { fillIn } from "./common.js";
import { decimals, draw, set, slider } from "./learn_kit.js";
import { noiseOfAverage, noisyAverages, spread } from "./learn_math.js";

const DRAWS = 300, SEED = 11, FAR = 1.1; // clip norms to either side
const HOW = ["central", "local"];
const WIDE = { rows: [112, 278], left: 30, right: 930, tall: 46 };
const NARROW = { rows: [130, 330], left: 10, right: 350, tall: 40 };

export default {
  wide: [960, 380],
  narrow: [360, 420],
  start: (data) => ({ place: data.numbers.indexOf(data.n), noise: data.noise }),
  link: ({ place, noise }, { numbers }) => ({ hospitals: numbers[place], noise_multiplier: noise }),
  build,
};

function build(it) {
  const { svg, state, data, words } = it, place = it.narrow ? NARROW : WIDE, middle = (place.left + place.right) / 2;
  const at = (value) => middle + ((place.right - place.left) / 2) * (value / FAR);
  draw(svg, "path", { d: `M${middle} 10V${it.height - 34}`, class: "line" });
  draw(svg, "text", { x: middle, y: it.height - 8, "text-anchor": "middle", class: "quiet" }, words.truth);
  const rows = HOW.map((how, k) => row(it, place, how, place.rows[k], at));
  slider(it.controls, { label: words.hospitals, low: 0, high: data.numbers.length - 1, value: state.place,
    text: (value) => `${data.numbers[value]}`, change: (value) => ((state.place = value), it.changed()) });
  slider(it.controls, { label: words.noise, low: 0.05, high: 1, step: 0.05, value: state.noise, text: (value) => `${value}`,
    change: (value) => ((state.noise = value), it.changed()) });
  return () => {
    const n = data.numbers[state.place];
    rows.forEach((change) => change(n, state.noise));
    it.say(fillIn(words.said, { n, times: decimals(noiseOfAverage.local(1, 1, n) / noiseOfAverage.central(1, 1, n), 1) }));
  };
}

function row(it, place, how, y, at) {
  const { svg, data, words, narrow } = it;
  const jitter = noisyAverages("central", 1, 1, 1, DRAWS, 99);
  draw(svg, "text", { x: place.left, y: y - place.tall - (narrow ? 38 : 24), class: "strong" }, words.titles[how]);
  const formula = draw(svg, "text", narrow ? { x: place.left, y: y - place.tall - 16 } : { x: place.right, y: y - place.tall - 24, "text-anchor": "end" });
  const dots = jitter.map((up) => draw(svg, "circle", {
    cy: y + Math.max(-1, Math.min(1, up / 2)) * place.tall * 0.7, r: narrow ? 3 : 5, fill: data.together, "fill-opacity": 0.4 }));
  const bar = draw(svg, "path", { stroke: "var(--st-text-color)", "stroke-width": 3.5, fill: "none" });
  return (n, noise) => {
    const std = noiseOfAverage[how](noise, 1, n), drawn = noisyAverages(how, n, noise, 1, DRAWS, SEED);
    drawn.forEach((value, k) => set(dots[k], { cx: at(value).toFixed(1) }));
    set(bar, { d: `M${at(-std)} ${y + place.tall}H${at(std)}M${at(-std)} ${y + place.tall - 8}v16M${at(std)} ${y + place.tall - 8}v16` });
    formula.textContent = fillIn(words.formulas[how], { noise, n, std: decimals(std, 3), measured: decimals(spread(drawn), 3) });
  };
}
