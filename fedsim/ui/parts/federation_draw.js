/* The parts of a federation's picture: server, hospital's card, line, packet. Names are hostile text: textContent alone. */

const SVG = "http://www.w3.org/2000/svg";
const PAD = 8;

export function el(name, attributes = {}, parent = null, words = null) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(key, value);
  if (words !== null) made.textContent = words;
  parent?.append(made);
  return made;
}

export const STYLE = `
  svg {display: block; font-family: var(--st-font, sans-serif); color: var(--st-text-color, currentColor); overflow: visible}
  text {fill: currentColor}
  .box {fill: var(--st-secondary-background-color, #f4f4f2); stroke: color-mix(in srgb, currentColor 32%, transparent)}
  .away .box {stroke-dasharray: 3 3}
  .line {fill: none; stroke: color-mix(in srgb, currentColor 50%, var(--st-background-color, white)); stroke-width: 1.5}
  .line.away {stroke-dasharray: 2 5}
  .bold {font-weight: 600}
  .glyph {fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round}
  .scan {image-rendering: pixelated}
  .done {transform-box: fill-box; transform-origin: left center}
  .done.grows {transition: transform var(--ms, 900ms) steps(var(--steps, 6))}
  .pill rect {fill: var(--st-background-color, white); stroke: currentColor; stroke-opacity: .5}
  .pill.lit rect {fill: #1d64c8; stroke: #1d64c8}
  .pill.lit text {fill: white}
  .pill {transition: opacity .2s}
  @keyframes busy {50% {opacity: .25}}
  .busy {animation: busy 1.2s steps(2, jump-none) infinite}
  @media (prefers-reduced-motion: reduce) {.busy {animation: none} .done.grows, .pill {transition: none}}
`;

const GRAPHEMES = new Intl.Segmenter();
const measure = document.createElement("canvas").getContext("2d");

/** Words that fit: where they do not, their middle is left out, as similar names often begin alike. */
export function fit(words, width, size, family, weight = 400) {
  measure.font = `${weight} ${size}px ${family}`;
  const letters = [...GRAPHEMES.segment(words)].map(each => each.segment);
  if (measure.measureText(words).width <= width) return words;
  for (let kept = letters.length - 1; kept > 1; kept--) {
    const short = `${letters.slice(0, Math.ceil(kept / 2)).join("")}…${letters.slice(letters.length - Math.floor(kept / 2)).join("")}`;
    if (measure.measureText(short).width <= width) return short;
  }
  return "…";
}

/** Lines that fit, at most so many; the last one is cut. */
export function wrap(words, width, size, family, most) {
  measure.font = `400 ${size}px ${family}`;
  const pieces = words.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+/g) ?? [], lines = [""];
  for (const piece of pieces) {
    const longer = lines.at(-1) + piece;
    if (!lines.at(-1) || measure.measureText(longer.trimEnd()).width <= width) lines[lines.length - 1] = longer;
    else lines.push(piece);
  }
  const shown = lines.slice(0, most);
  if (lines.length > most) shown[most - 1] += lines.slice(most).join("");
  return shown.map(line => fit(line.trimEnd(), width, size, family));
}

const GLYPHS = {
  ready: "M2 6h.01M6 6h.01M10 6h.01",
  receiving: "M6 1v9M2.5 6.5 6 10l3.5-3.5",
  training: "M6 6m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0",
  sending: "M6 11V2M2.5 5.5 6 2l3.5 3.5",
  sent: "M1.5 6.5 4.7 9.7 10.5 2.8",
  idle: "M2 6h8",
  absent: "M6 6m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0M2.8 9.2l6.4-6.4",
  dropped: "M2 2l8 8M10 2 2 10",
  late: "M6 6m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0M6 3.4V6l1.8 1.4",
  failed: "M6 1.2 11 10.5H1ZM6 4.6v2.6M6 8.9v.01",
  "left-out": "M6 6m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0M3.8 6h4.4",
  newcomer: "M1 6s1.8-3.6 5-3.6S11 6 11 6 9.2 9.6 6 9.6 1 6 1 6ZM6 6m-1.2 0a1.2 1.2 0 1 0 2.4 0a1.2 1.2 0 1 0-2.4 0",
};
const LOCK = "M2.5 5.5h7v5h-7ZM4 5.5V3.6a2 2 0 0 1 4 0V5.5";

/** A mark of what a hospital does, 12 units wide. */
const glyph = status => GLYPHS[status] ?? GLYPHS.ready;

/** The server: its name, the round and what happens, and how good the shared model is. */
export function drawServer(root, at, look, family) {
  const g = el("g", {transform: `translate(${at.x} ${at.y})`}, root);
  el("rect", {class: "box", width: at.w, height: at.h, rx: 10, style: `stroke: ${look.palette.together}; stroke-width: 2`}, g);
  const rack = el("g", {class: "glyph", transform: at.narrow ? "translate(14 12) scale(.85)" : "translate(14 14)", color: look.palette.together}, g);
  for (const y of [0, 11, 22]) el("path", {d: `M0 ${y}h26v8h-26ZM4 ${y + 4}h.01`}, rack);
  const beside = at.narrow ? 44 : 52; // of the glyph; at the other end stands the accuracy, up to "100%" in Chinese
  const title = el("text", {class: "bold", x: beside, y: at.narrow ? 29 : 24, "font-size": 14}, g);
  const doing = [0, 1].map(line => el("text", {x: at.narrow ? 14 : beside, y: at.narrow ? 55 + 15 * line : 43, "font-size": 12}, g));
  const accuracy = el("text", {x: at.w - 12, y: 31, "font-size": 28, "text-anchor": "end"}, g);
  const whose = el("text", {x: at.w - 12, y: 47, "font-size": 12, "text-anchor": "end"}, g);
  const mix = el("circle", {cx: at.w / 2, cy: at.h / 2, r: 9, fill: look.palette.together, opacity: 0}, g);
  measure.font = `400 12px ${family}`;
  const room = at.w - beside - Math.max(at.narrow ? 72 : 84, measure.measureText(look.words.together).width + 20);
  return {
    g, mix,
    show(frame) {
      title.textContent = fit(`${look.words.server} · ${frame.title}`, room, 14, family, 600);
      const lines = at.narrow ? wrap(frame.doing, at.w - 28, 12, family, 2) : [fit(frame.doing, room, 12, family)];
      doing.forEach((each, line) => (each.textContent = lines[line] ?? ""));
      rack.classList.toggle("busy", frame.phase === "averaging" || frame.phase === "preparing");
    },
    tell(frame) {
      accuracy.textContent = frame.accuracy_said;
      whose.textContent = frame.accuracy_said ? look.words.together : "";
    },
  };
}

/** A hospital's card: a scan that stays there, its classes, what it has never seen, what it does, and its accuracy. */
export function drawCard(root, at, kind, hospital, look, family) {
  const g = el("g", {transform: `translate(${at.x} ${at.y})`, "data-hospital": hospital.id}, root);
  el("title", {}, g, `${hospital.name}: ${hospital.lacks}. ${hospital.images}.`);
  const frame = el("rect", {class: "box", width: at.w, height: at.h, rx: 9}, g);
  el("path", {d: `M1.5 9.5v${at.h - 19}`, stroke: hospital.colour, "stroke-width": 3, "stroke-linecap": "round"}, g);
  const parts = (PLANS[kind] ?? PLANS.row)(at);
  const named = fit(hospital.name, parts.name[2], parts.name[3] ?? 14, family, 600);
  el("text", {class: "bold", x: parts.name[0], y: parts.name[1], "font-size": parts.name[3] ?? 14}, g, named);
  drawScan(g, parts.scan, hospital, look);
  if (parts.bars) drawBars(g, parts.bars, hospital, look, family);
  if (parts.lacks) {
    const [x, y, room, most] = parts.lacks;
    for (const [line, words] of wrap(hospital.lacks, room, 12, family, most).entries())
      el("text", {x, y: y + 15 * line, "font-size": 12}, g, words);
  }
  const [sx, sy, room] = parts.status;
  const mark = el("path", {class: "glyph", transform: `translate(${sx} ${sy - 10})`}, g);
  const status = el("text", {x: sx + 17, y: sy, "font-size": 12}, g);
  const own = el("text", {x: parts.own[0], y: parts.own[1], "font-size": 12, "text-anchor": parts.own[3] ?? "start"}, g);
  const done = el("rect", {class: "done", x: PAD, y: at.h - 6, width: at.w - 2 * PAD, height: 3.5, rx: 1.7, fill: hospital.colour}, g);
  let share = 0;
  return {
    g,
    show(moment) {
      g.classList.toggle("away", !["ready", "receiving", "training", "sending", "sent"].includes(moment.status));
      const active = moment.status === "training";
      frame.style.stroke = active ? hospital.colour : "";
      frame.style.strokeWidth = active ? 2 : "";
      mark.setAttribute("d", glyph(moment.status));
      mark.classList.toggle("busy", active);
      status.textContent = fit(moment.said, room - 17, 12, family);
      const label = moment.status === "newcomer" ? look.words.together : look.words.own;
      own.textContent = moment.accuracy_said && fit(parts.terse ? moment.accuracy_said : `${label} ${moment.accuracy_said}`, parts.own[2], 12, family);
      const now = active ? moment.share ?? 0 : moment.status === "sending" ? 1 : 0;
      done.classList.toggle("grows", now > share);
      done.style.transform = `scaleX(${now})`;
      done.style.visibility = now ? "visible" : "hidden";
      share = now;
    },
  };
}

/* Where a card's parts are: name and lines as [x, y, room, size or lines or anchor], pictures as [x, y, w, h]. */
const PLANS = {
  row(at) {
    const room = at.w - 2 * PAD - 4, x = PAD + 4, side = Math.min(at.w > 220 ? 66 : 52, at.h - 106);
    return {
      name: [x, 21, room], scan: [x, 29, side, side], bars: [x + side + 10, 29, room - side - 10, side],
      lacks: [x, 46 + side, room, at.h > 150 ? 2 : 1], own: [x, at.h - 31, room], status: [x, at.h - 14, room],
    };
  },
  around(at) {
    const room = at.w - 2 * PAD, side = Math.min(34, at.h - 52);
    return {
      name: [PAD + 2, 17, room - 40, 12], scan: [PAD + 2, 23, side, side], bars: [PAD + side + 8, 23, room - side - 8, side],
      status: [PAD + 2, at.h - 12, room], own: [at.w - PAD, 17, 38, "end"], terse: true,
    };
  },
  tree(at) {
    const x = PAD + 4, text = x + 56, room = at.w - text - PAD;
    return {
      name: [text, 19, room], scan: [x, 8, 46, 46], bars: [at.w - PAD - 74, 10, 70, 34], lacks: [text, 36, room - 82, 2],
      status: [x, at.h - 13, at.w * .5 - x], own: [at.w - PAD, at.h - 13, at.w * .5, "end"],
    };
  },
  "tree-of-two"(at) {
    const text = PAD + 40;
    return {
      name: [text, 18, at.w - text - 44, 12], scan: [PAD + 2, 8, 32, 32],
      status: [text, 36, at.w - text - PAD], own: [at.w - PAD, 18, 40, "end"], terse: true,
    };
  },
};

function drawScan(g, [x, y, w, h], hospital, look) {
  if (hospital.scan) {
    const scan = el("image", {class: "scan", x, y, width: w, height: h, href: hospital.scan, preserveAspectRatio: "xMidYMid slice"}, g);
    scan.style.clipPath = "inset(0 round 4px)";
  } else {
    el("rect", {x: x + .5, y: y + .5, width: w - 1, height: h - 1, rx: 4, fill: "none", stroke: "currentColor", "stroke-opacity": .3}, g);
  }
  const lock = el("g", {transform: `translate(${x + w - 13} ${y + h - 13})`}, g);
  el("circle", {cx: 6, cy: 6.5, r: 8, style: "fill: var(--st-background-color, white)"}, lock);
  el("path", {class: "glyph", d: LOCK, "stroke-width": 1.2}, lock);
  el("title", {}, lock, look.words.stays);
}

/** A bar a class, in the classes' order, with their names where each has room for its own. */
function drawBars(g, [x, y, w, high], hospital, look, family) {
  const number = hospital.classes.length, step = w / Math.max(1, number), wide = Math.min(16, step * .72);
  measure.font = `400 12px ${family}`;
  const named = hospital.classes.every(cls => measure.measureText(cls.name).width < step - 4), h = named ? high - 15 : high;
  for (const [at, cls] of hospital.classes.entries()) {
    const left = x + at * step + (step - wide) / 2, bar = el("g", {}, g);
    el("title", {}, bar, cls.said);
    if (named) el("text", {x: left + wide / 2, y: y + high, "font-size": 12, "text-anchor": "middle"}, bar, cls.name);
    if (cls.never) {
      el("rect", {x: left + .7, y: y + .7, width: Math.max(1, wide - 1.4), height: h - 1.4, rx: 2, fill: "none", stroke: look.palette.never, "stroke-width": 1.4, "stroke-dasharray": "3 2"}, bar);
      if (wide >= 6) el("path", {d: `M${left + wide / 2 - 3} ${y + h / 2 - 3}l6 6m0-6l-6 6`, stroke: look.palette.never, "stroke-width": 1.6, "stroke-linecap": "round"}, bar);
    } else {
      const tall = Math.max(2, h * cls.share);
      el("rect", {x: left, y: y + h - tall, width: wide, height: tall, rx: 1.5, fill: hospital.colour}, bar);
    }
  }
}

/** A model on its way: its arrow says which way, since a colour alone would not. */
export function drawPacket(root, colour, up) {
  const g = el("g", {}, root);
  el("circle", {r: 9.5, fill: colour, style: "stroke: var(--st-background-color, white); stroke-width: 2"}, g);
  el("path", {d: up ? "M0 4.5V-4.5M-3.5-1 0-4.5 3.5-1" : "M0-4.5V4.5M-3.5 1 0 4.5 3.5 1", fill: "none", stroke: "white", "stroke-width": 1.8, "stroke-linecap": "round", "stroke-linejoin": "round"}, g);
  return g;
}

/** By what a hospital's model counts in the average. */
export function drawPill(root, [x, y], family) {
  const g = el("g", {class: "pill", transform: `translate(${x} ${y})`, opacity: 0}, root);
  const rect = el("rect", {y: -9.5, height: 19, rx: 9.5}, g), text = el("text", {y: 4.2, "font-size": 12, "text-anchor": "middle"}, g);
  const of = el("title", {}, g);
  return {
    g,
    show(moment, shown, lit) {
      g.classList.toggle("lit", lit);
      g.setAttribute("opacity", (shown || lit) && moment.weight !== null ? 1 : 0);
      if (moment.weight === null) return;
      measure.font = `400 12px ${family}`;
      const w = measure.measureText(moment.weight_said).width + 14;
      rect.setAttribute("x", -w / 2);
      rect.setAttribute("width", w);
      text.textContent = moment.weight_said;
      of.textContent = moment.weight_of;
    },
  };
}
