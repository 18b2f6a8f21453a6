/* One image and what several models say to it, a card each, with where each looked drawn over the image.

data: {
  image: {title, shows, note, alt, source, ratio (width / height)};
  cards: [{id, title, color, answer, share, verdict: "right" | "wrong" | null, verdict_text, note, alt, source,
           bars: [{name, share (0 to 1), text, said, truth}], heat: {columns, values (row by row, 0 to 100)} or null,
           box: [left, top, width, height] as shares of the image or null, box_text,
           covered: an index into `answers` for each place of the square, row by row}];
  square: {side_x, side_y, lefts, tops} as shares of the image; answers: texts; covered: a message with {answer};
  move: what a screen reader hears of the image that takes the arrow keys; tint: a colour; overlay: whether to tint
}
What is drawn stays where it is when other data come: elements are kept by a card's id. */

import { put } from "./common.js";

const CONTOUR = 50; // of 100: told apart without the tint
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const figures = new WeakMap();

/** The children of a place, one an item, made and removed as they are needed; the first ones are left alone. */
function each(place, items, make, fill, first = 0) {
  while (place.children.length > first + items.length) place.lastElementChild.remove();
  items.forEach((item, index) => fill(place.children[first + index] ?? make(place), item));
}

/** An image, what is drawn over it, and the two squares: the one that matters most, and the one that covers. */
function scan(parent) {
  const node = put(parent, "div", "scan");
  const image = put(node, "img");
  const canvas = put(node, "canvas");
  canvas.setAttribute("aria-hidden", "true");
  put(node, "div", "box").hidden = true;
  put(node, "div", "cover").hidden = true;
  image.draggable = false;
  return node;
}

const lay = (square, [left, top, width, height]) => {
  const share = (value) => `${100 * value}%`;
  Object.assign(square.style, { left: share(left), top: share(top), width: share(width), height: share(height) });
};

function fillScan(node, { source, alt, heat, box }, { tint, overlay, ratio }) {
  const [image, canvas, outline] = node.children;
  if (image.getAttribute("src") !== source) image.src = source;
  image.alt = alt;
  node.style.aspectRatio = ratio;
  outline.hidden = !box || !overlay;
  if (box) lay(outline, box);
  paint(canvas, overlay ? heat : null, tint);
}

/** Tint where values are high, and draw the line along which they are half of the highest. */
function paint(canvas, heat, tint) {
  const side = 480;
  canvas.width = canvas.height = side;
  if (!heat) return;
  const rows = heat.values.length / heat.columns, pen = canvas.getContext("2d");
  const small = new OffscreenCanvas(heat.columns, rows), dots = small.getContext("2d");
  heat.values.forEach((value, index) => {
    dots.fillStyle = tint;
    dots.globalAlpha = 0.8 * (value / 100) ** 0.6; // what is weak is seen, too
    dots.fillRect(index % heat.columns, Math.floor(index / heat.columns), 1, 1);
  });
  pen.imageSmoothingQuality = "high";
  pen.drawImage(small, 0, 0, side, side);
  const path = contour(heat, rows, side / heat.columns, side / rows);
  for (const [color, width] of [["#000", 9], ["#fff", 4]]) {
    pen.strokeStyle = color;
    pen.lineWidth = width;
    pen.lineCap = "round";
    pen.stroke(path);
  }
}

/** Marching squares: in each cell between four values, the lines that part those above from those below. */
function contour({ columns, values }, rows, wide, high) {
  const path = new Path2D();
  const value = (x, y) => (x < 0 || y < 0 || x >= columns || y >= rows ? 0 : values[y * columns + x]);
  for (let y = -1; y < rows; y++) {
    for (let x = -1; x < columns; x++) {
      const corners = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1]];
      const crossed = [];
      corners.forEach((one, index) => {
        const other = corners[(index + 1) % 4], a = value(...one), b = value(...other);
        if (a >= CONTOUR === b >= CONTOUR) return;
        const share = (CONTOUR - a) / (b - a);
        crossed.push(one.map((at, axis) => (at + share * (other[axis] - at) + 0.5) * (axis ? high : wide)));
      });
      for (let index = 0; index + 1 < crossed.length; index += 2) {
        path.moveTo(...crossed[index]);
        path.lineTo(...crossed[index + 1]);
      }
    }
  }
  return path;
}

function makeCard(place) {
  const card = put(place, "article", "card");
  const head = put(card, "h2");
  put(head, "span", "dot").setAttribute("aria-hidden", "true");
  put(head, "span");
  const said = put(card, "p", "said");
  put(said, "strong");
  put(said, "span", "share");
  const note = put(card, "p", "note");
  put(note, "span", "verdict");
  put(note, "span");
  scan(card);
  put(card, "p", "where");
  put(card, "ul", "bars");
  return card;
}

function fillCard(card, item, data) {
  const [head, said, note, picture, where, bars] = card.children;
  card.style.setProperty("--color", item.color);
  card.dataset.verdict = item.verdict ?? "";
  head.lastElementChild.textContent = item.title;
  [item.answer, item.share].forEach((text, index) => (said.children[index].textContent = text));
  [item.verdict_text, item.note].forEach((text, index) => (note.children[index].textContent = text));
  note.firstElementChild.hidden = !item.verdict;
  fillScan(picture, item, data);
  where.dataset.still = where.textContent = data.overlay ? item.box_text : "";
  each(bars, item.bars, makeBar, fillBar);
}

function makeBar(place) {
  const bar = put(place, "li");
  put(bar, "span", "name");
  put(put(bar, "span", "track"), "span", "fill");
  put(bar, "span", "text");
  return bar;
}

function fillBar(bar, { name, share, text, said, truth }) {
  bar.children[0].textContent = name;
  bar.children[1].firstElementChild.style.width = `${100 * share}%`;
  bar.children[2].textContent = text;
  bar.classList.toggle("of-answer", said);
  bar.classList.toggle("of-truth", truth);
}

/** Cover the same place of all images, and say what each model says then; null uncovers. */
function cover(figure, at) {
  const { data, root } = figure, { square } = data;
  figure.at = at;
  const place = at && square && [square.lefts[at[0]], square.tops[at[1]], square.side_x, square.side_y];
  for (const node of root.querySelectorAll(".cover")) {
    node.hidden = !place;
    if (place) lay(node, place);
  }
  const words = data.cards.map((item, index) => {
    const where = figure.root.children[index + 1].querySelector(".where");
    const answer = place ? data.answers[item.covered[at[1] * square.lefts.length + at[0]]] : "";
    where.textContent = place ? data.covered.replace("{answer}", () => answer) : where.dataset.still;
    return `${item.title}: ${answer}`;
  });
  figure.live.textContent = place && root.querySelector(":focus-visible") ? words.join("; ") : "";
}

/** The place whose middle is nearest to a share of the image. */
const nearest = (starts, side, share) =>
  starts.reduce((best, start, index) =>
    Math.abs(start + side / 2 - share) < Math.abs(starts[best] + side / 2 - share) ? index : best, 0);

function follow(figure, event) {
  const node = event.target.closest?.(".scan"), { square } = figure.data;
  if (!node || !square) return cover(figure, null);
  const { left, top, width, height } = node.getBoundingClientRect();
  cover(figure, [
    nearest(square.lefts, square.side_x, (event.clientX - left) / width),
    nearest(square.tops, square.side_y, (event.clientY - top) / height),
  ]);
}

function move(figure, event) {
  const { square } = figure.data, step = ARROWS[event.key];
  if (event.key === "Escape") return cover(figure, null);
  if (!step || !square) return;
  event.preventDefault();
  const most = [square.lefts.length - 1, square.tops.length - 1];
  const from = figure.at ?? most.map((value) => Math.round(value / 2));
  cover(figure, from.map((value, axis) => Math.min(most[axis], Math.max(0, value + step[axis]))));
}

function build(parentElement) {
  const root = put(parentElement, "div", "tried");
  const whole = put(root, "article", "card");
  put(whole, "h2");
  put(whole, "p", "said");
  put(whole, "p", "note");
  const picture = scan(whole);
  picture.tabIndex = 0;
  picture.setAttribute("role", "application");
  put(whole, "p", "where");
  const figure = { root, whole, live: put(parentElement, "p", "live"), at: null };
  figure.live.setAttribute("aria-live", "polite");
  root.addEventListener("pointermove", (event) => follow(figure, event));
  root.addEventListener("pointerdown", (event) => follow(figure, event));
  root.addEventListener("pointerleave", () => cover(figure, null));
  picture.addEventListener("keydown", (event) => move(figure, event));
  picture.addEventListener("blur", () => cover(figure, null));
  return figure;
}

export default function ({ parentElement, data }) {
  if (!figures.has(parentElement)) figures.set(parentElement, build(parentElement));
  const figure = figures.get(parentElement);
  figure.data = data = { ...data, ratio: data.image.ratio };
  const [title, said, note, picture, hint] = figure.whole.children;
  title.textContent = data.image.title;
  said.textContent = data.image.shows;
  note.textContent = data.image.note;
  fillScan(picture, { ...data.image, heat: null, box: null }, data);
  picture.setAttribute("aria-label", data.move);
  hint.textContent = data.hint;
  each(figure.root, data.cards, makeCard, (card, item) => fillCard(card, item, data), 1);
  cover(figure, null);
}
