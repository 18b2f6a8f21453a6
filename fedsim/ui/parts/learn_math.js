/* The mathematics of the Learn page's figures, without a picture; tests/browser/test_learn.py holds it to NumPy's. */

const apply = ([a, b, c, d], [x, y]) => [a * x + b * y, c * x + d * y];
const times = ([a, b, c, d], [e, f, g, h]) => [a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h];
const sum = (lists) => lists.reduce((one, other) => one.map((value, place) => value + other[place]));
const scaled = (list, by) => list.map((value) => value * by);
const inverse = ([a, b, c, d]) => scaled([d, -b, -c, a], 1 / (a * d - b * c));

export const distance = ([a, b], [c, d]) => Math.hypot(a - c, b - d);

/** FedAvg's weights n_k / n, and the mean that they give. */
export function average(counts, values) {
  const all = counts.reduce((one, other) => one + other);
  const weights = counts.map((count) => count / all);
  return { all, weights, mean: weights.reduce((sofar, weight, k) => sofar + weight * values[k], 0) };
}

/**
 * A loss that curves like a long bowl: 1 across it and 1 / ratio along it.
 * @returns the Hessian [a, b, c, d] of a bowl whose steep side looks at `angle`, in radians.
 */
export function bowl(ratio, angle) {
  const [cos, sin, soft] = [Math.cos(angle), Math.sin(angle), 1 / ratio];
  const mixed = (1 - soft) * cos * sin;
  return [cos * cos + soft * sin * sin, mixed, mixed, sin * sin + soft * cos * cos];
}

/** Where so many steps of gradient descent lead on 1/2 (w - c)' H (w - c); the beginning is the first of the points. */
export function localPath({ hessian, optimum }, start, steps, rate) {
  const path = [start];
  for (let step = 0; step < steps; step++) {
    const w = path[step], slope = apply(hessian, [w[0] - optimum[0], w[1] - optimum[1]]);
    path.push([w[0] - rate * slope[0], w[1] - rate * slope[1]]);
  }
  return path;
}

/** One round of FedAvg: each hospital's path, and the average of their ends. */
export function oneRound(hospitals, start, steps, rate) {
  const paths = hospitals.map((each) => localPath(each, start, steps, rate));
  return { paths, end: sum(paths.map((path, k) => scaled(path[steps], hospitals[k].weight))) };
}

/** Where sum p_k P_k (w - c_k) = 0, for some matrices P_k. */
function balance(hospitals, pulls) {
  const weighted = hospitals.map(({ weight }, k) => scaled(pulls[k], weight));
  return apply(inverse(sum(weighted)), sum(weighted.map((pull, k) => apply(pull, hospitals[k].optimum))));
}

/** The minimum of the weighted sum of the losses: the best model for all images. */
export const best = (hospitals) => balance(hospitals, hospitals.map(({ hessian }) => hessian));

/**
 * FedAvg's fixed point: E steps lead a hospital from w to c + (I - rate H)^E (w - c), so that it pulls with
 * I - (I - rate H)^E where the best model has H. They agree for E = 1, and where all H are alike
 * (Karimireddy et al. 2020; Li et al. 2020).
 */
export function restingPoint(hospitals, steps, rate) {
  const pulls = hospitals.map(({ hessian: [a, b, c, d] }) => {
    const step = [1 - rate * a, -rate * b, -rate * c, 1 - rate * d];
    let power = step;
    for (let more = 1; more < steps; more++) power = times(power, step);
    return [1 - power[0], -power[1], -power[2], 1 - power[3]];
  });
  return balance(hospitals, pulls);
}

/** Round after round, until the model is within a hundredth of the way to where it comes to rest. */
export function allRounds(hospitals, start, steps, rate, most = 1000) {
  const rest = restingPoint(hospitals, steps, rate), near = Math.max(0.01, distance(start, rest) / 100);
  const rounds = [];
  for (let w = start; distance(w, rest) > near && rounds.length < most; w = rounds.at(-1).end)
    rounds.push(oneRound(hospitals, w, steps, rate));
  return { rounds, rest };
}

/** Standard deviation of the noise in the average of n hospitals that count alike. */
export const noiseOfAverage = {
  central: (multiplier, clipNorm, n) => (multiplier * clipNorm) / n,
  local: (multiplier, clipNorm, n) => (multiplier * clipNorm) / Math.sqrt(n),
};

/** Uniform numbers in (0, 1) that follow from a seed (mulberry32). */
export function uniform(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
}

/** Normal numbers that follow from a seed (Box and Muller). */
export function normal(seed) {
  const next = uniform(seed);
  return () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
}

/** So many averages of nothing but noise: drawn once by the server, or by each of n hospitals. */
export function noisyAverages(how, n, multiplier, clipNorm, draws, seed) {
  const next = normal(seed), each = multiplier * clipNorm;
  const one = { central: () => (each * next()) / n, local: () => meanOf(n, () => each * next()) }[how];
  return Array.from({ length: draws }, one);
}

function meanOf(n, next) {
  let all = 0;
  for (let k = 0; k < n; k++) all += next();
  return all / n;
}

export const spread = (values) => Math.sqrt(values.reduce((all, value) => all + value * value, 0) / values.length);

/** A number on a clock with so many hours. */
export const onClock = (value, hours) => ((value % hours) + hours) % hours;

/**
 * What each hospital sends: its number, plus the masks that it shares with later ones, less those with earlier ones.
 * @param masks a number for each pair [i, j] with i < j, as [i, j, mask].
 */
export const masked = (values, masks, hours) =>
  values.map((value, k) => onClock(masks.reduce((all, [i, j, mask]) => all + sign(k, i, j) * mask, value), hours));

/** What a hospital does with the mask of a pair: adds it, takes it away, or has no part in it. */
export const sign = (k, i, j) => (k === i ? 1 : k === j ? -1 : 0);

/** The sum of what some hospitals sent, and of the masks that stay in it, because the other of the pair is away. */
export function sumOf(sent, masks, present, hours) {
  const all = sent.reduce((sofar, value, k) => sofar + (present[k] ? value : 0), 0);
  const left = masks.reduce(
    (sofar, [i, j, mask]) => sofar + (present[i] ? mask : 0) - (present[j] ? mask : 0), 0);
  return { sum: onClock(all, hours), left: onClock(left, hours), right: onClock(all - left, hours) };
}
