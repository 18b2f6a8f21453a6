/* What the Learn page's figures share: elements, what is dragged, controls, and a figure that fits its room. */

const SVG = "http://www.w3.org/2000/svg";
const NARROW = 620; // px of room below which a figure is drawn upright
const ARROWS = {
  ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1],
  PageUp: [0, 5], PageDown: [0, -5], Home: [-1e6, 0], End: [1e6, 0],
};

export function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

function made(node, parent, attributes, text) {
  set(node, attributes);
  if (text !== undefined) node.textContent = text;
  parent?.append(node);
  return node;
}

/** An element of SVG within another. */
export const draw = (parent, tag, attributes = {}, text) =>
  made(document.createElementNS(SVG, tag), parent, attributes, text);

/** An element of HTML within another. */
export const put = (parent, tag, attributes = {}, text) => made(document.createElement(tag), parent, attributes, text);

/** A number with so many decimals, and a minus that is as wide as a plus. */
export const decimals = (value, places) => {
  const text = Math.abs(value).toFixed(places);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
};
export const whole = (value) => Math.round(value).toLocaleString("en-US");
export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** Where a pointer is, in the figure's own units. */
function spot(svg, event) {
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  return [x, y];
}

/**
 * Let a node be dragged, and be moved by the arrow keys.
 * @param move called with where the pointer is; @param nudge with how many steps to the right and up.
 * @returns a function that tells those who hear the page where it stands.
 */
export function drags(svg, node, { label, low, high, move, nudge }) {
  set(node, { tabindex: 0, role: "slider", "aria-label": label, "aria-valuemin": low, "aria-valuemax": high });
  node.classList.add("grip");
  node.onpointerdown = (event) => {
    node.setPointerCapture(event.pointerId);
    node.focus({ preventScroll: true });
  };
  node.onpointermove = (event) => {
    if (node.hasPointerCapture(event.pointerId)) move(...spot(svg, event));
  };
  node.onkeydown = (event) => {
    const [right, up] = ARROWS[event.key] ?? [0, 0];
    if (!right && !up) return;
    event.preventDefault();
    nudge(right, up);
  };
  return (now, text) => set(node, { "aria-valuenow": now, "aria-valuetext": text });
}

/** A slider below the figure, with its name and, as `text` has it, its value. */
export function slider(parent, { label, low, high, step = 1, value, text, change }) {
  const box = put(parent, "label", { class: "slider" });
  put(box, "span", {}, label);
  const said = put(box, "span", { class: "value", "aria-hidden": "true" });
  const input = put(box, "input", { type: "range", min: low, max: high, step, "aria-label": label });
  const tell = () => {
    said.textContent = text(Number(input.value));
    input.setAttribute("aria-valuetext", said.textContent);
  };
  input.value = value;
  input.oninput = () => {
    tell();
    change(Number(input.value));
  };
  tell();
  return input;
}

export function button(parent, words, press, attributes = {}) {
  const node = put(parent, "button", { type: "button", ...attributes }, words);
  node.onclick = press;
  return node;
}

/** One of a few: the chosen button is pressed. Returns a function that marks the chosen one. */
export function choice(parent, label, options, choose) {
  const group = put(parent, "div", { class: "choice", role: "group", "aria-label": label });
  const nodes = options.map(([key, words]) => [key, button(group, words, () => choose(key))]);
  return (chosen) => nodes.forEach(([key, node]) => node.setAttribute("aria-pressed", key === chosen));
}

/** A name on a figure, readable over lines. */
export const name = (parent, x, y, text, attributes = {}) =>
  draw(parent, "text", { x, y, "text-anchor": "middle", class: "halo", ...attributes }, text);

/** Words that fit: letters are smaller where a language needs more room than there is. */
export function fitted(text, room) {
  const long = text.getComputedTextLength();
  if (long > room) text.style.fontSize = `${(parseFloat(getComputedStyle(text).fontSize) * room) / long}px`;
  return text;
}

/** A hospital's mark: a disc in its colour, with its name where there is room for it. */
export function disc(parent, hospital, radius) {
  const group = draw(parent, "g");
  draw(group, "circle", { r: radius, fill: hospital.color });
  draw(group, "text", { "text-anchor": "middle", dy: ".36em", fill: hospital.ink, class: "strong" }, hospital.name);
  return group;
}

/** The federation's model: a diamond. */
export const diamond = (parent, size, color) =>
  draw(parent, "path", { d: `M0 ${-size}L${size} 0 0 ${size} ${-size} 0Z`, fill: color, class: "edged" });

const shown = new WeakMap();

/**
 * Show a figure, or show it anew where its data have changed; what was dragged stays.
 * @param figure `start(data)`: its state; `wide`, `narrow`: its sizes; `build(it)`: draws all, and returns what brings
 *   the picture in line with the state; `link(state, data)`: what the link into the app says beside its settings.
 */
export function show(parent, data, figure) {
  const key = JSON.stringify(data), before = shown.get(parent);
  if (before?.key === key) return before.stop;
  before?.stop();
  const now = { key, state: before?.state ?? figure.start(data) };
  now.stop = stage(parent, data, figure, now.state, () => (now.key = ""));
  shown.set(parent, now);
  return now.stop;
}

function stage(parent, data, figure, state, ended) {
  parent.querySelector(".learn")?.remove();
  const box = put(parent, "div", { class: "learn" });
  const svg = draw(box, "svg", { role: "group", "aria-label": data.words.figure });
  const said = put(box, "output", { class: "said" });
  const controls = put(box, "div", { class: "controls" });
  const link = put(box, "a", { class: "try", target: "_blank", rel: "noopener" }, data.words.try);
  put(link, "span", { "aria-hidden": "true" }, " ↗");
  put(link, "span", { class: "heard" }, data.words.tab);
  let narrow, redraw, timer;
  const it = {
    svg, controls, state, data, words: data.words,
    say: (words) => said.textContent !== words && (said.textContent = words),
    changed: () => {
      redraw();
      link.href = address(data.link, figure.link?.(state, data));
    },
    every: (milliseconds, tick) => (clearInterval(timer), (timer = setInterval(tick, milliseconds))),
    pause: () => clearInterval(timer),
  };
  const room = new ResizeObserver(([entry]) => {
    if (narrow === (narrow = entry.contentRect.width < NARROW)) return;
    const [width, height] = narrow ? figure.narrow : figure.wide;
    set(svg, { viewBox: `0 0 ${width} ${height}`, class: narrow ? "narrow" : "wide" });
    svg.replaceChildren();
    controls.replaceChildren();
    redraw = figure.build({ ...it, narrow, width, height });
    it.changed();
  });
  room.observe(box);
  const unseen = data.opens ? opensAt(parent) : () => {};
  return () => {
    clearInterval(timer);
    room.disconnect();
    unseen();
    ended();
  };
}

/** The app's page beside this one, with the settings of the figure. */
function address({ page, query }, changes = {}) {
  const here = location.pathname.replace(/[^/]+\/?$/, "");
  return `${here}${page}?${new URLSearchParams({ ...query, ...changes })}`;
}

/** The address named this figure: keep its heading at the top while the page grows, until the reader moves. */
function opensAt(parent) {
  const host = (parent.getRootNode().host ?? parent).closest("[class*=st-key-learn-]");
  let looks = 0;
  const stop = () => clearInterval(timer);
  const timer = setInterval(() => {
    if (++looks > 20) return stop();
    if (host && Math.abs(host.getBoundingClientRect().top - 60) > 4) host.scrollIntoView();
  }, 150);
  for (const moved of ["wheel", "touchmove", "keydown", "pointerdown"])
    addEventListener(moved, stop, { once: true, passive: true });
  return stop;
}
