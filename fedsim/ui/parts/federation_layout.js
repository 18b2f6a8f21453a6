/* Where a federation's server, hospitals and lines stand: numbers alone, in the picture's own units.

A few hospitals stand in a row below the server, more of them above and below it, and with little width all of them
below each other on a trunk. */

const GAP = 10;
const SERVER = {w: 500, h: 58};
const FEW = 4;
const NARROWEST = {few: 128, many: 84};
const TREE = {few: 86, many: 50, inset: 26, server: 80}; // its server has what happens on lines of its own

/** @returns {{kind: string, width: number, height: number, server: Box, cards: Box[], lines: number[][][]}}
    of which `lines` lead from the server to each card; a tree may be higher than it was asked to be. */
export function arrange(width, height, number) {
  const columns = number <= FEW ? number : Math.ceil(number / 2);
  const own = (width - GAP * (columns - 1)) / columns;
  if (own < (number <= FEW ? NARROWEST.few : NARROWEST.many)) return tree(width, number);
  return number <= FEW ? row(width, height, number, own) : around(width, height, number, columns, own);
}

function row(width, height, number, own) {
  const w = Math.min(own, 250), h = Math.min(178, height - SERVER.h - 44), left = (width - number * w - (number - 1) * GAP) / 2;
  const server = box((width - Math.min(width, SERVER.w)) / 2, 1, Math.min(width, SERVER.w), SERVER.h);
  const cards = [...Array(number).keys()].map(at => box(left + at * (w + GAP), height - h - 1, w, h));
  const lines = cards.map((card, at) => [[beside(server, at, number), server.y + server.h], [middle(card), card.y]]);
  return {kind: "row", width, height, server, cards, lines};
}

function around(width, height, number, columns, own) {
  const w = Math.min(own, 180), h = Math.min(104, (height - SERVER.h - 64) / 2);
  const server = box((width - Math.min(width, SERVER.w)) / 2, (height - SERVER.h) / 2, Math.min(width, SERVER.w), SERVER.h);
  const cards = [], lines = [];
  for (let at = 0; at < number; at++) {
    const above = at < columns, inRow = above ? columns : number - columns, place = above ? at : at - columns;
    const card = box((width - inRow * w - (inRow - 1) * GAP) / 2 + place * (w + GAP), above ? 1 : height - h - 1, w, h);
    cards.push(card);
    lines.push([[beside(server, place, inRow), above ? server.y : server.y + server.h],
                [middle(card), above ? card.y + card.h : card.y]]);
  }
  return {kind: "around", width, height, server, cards, lines};
}

function tree(width, number) {
  const two = number > FEW, h = two ? TREE.many : TREE.few, trunk = two ? width / 2 : TREE.inset / 2;
  const server = {...box(0, 1, width, TREE.server), narrow: true}, top = server.h + 16;
  const cards = [], lines = [];
  for (let at = 0; at < number; at++) {
    const right = two && at % 2, y = top + (two ? Math.floor(at / 2) : at) * (h + GAP);
    const w = two ? (width - TREE.inset) / 2 : width - TREE.inset;
    const card = box(two && !right ? 0 : width - w, y, w, h);
    cards.push(card);
    lines.push([[trunk, server.y + server.h], [trunk, y + h / 2], [two && !right ? w : card.x, y + h / 2]]);
  }
  return {kind: two ? "tree-of-two" : "tree", width, height: Math.max(...cards.map(card => card.y + card.h)) + 1, server, cards, lines};
}

const box = (x, y, w, h) => ({x, y, w, h});
const middle = card => card.x + card.w / 2;
const beside = (server, at, number) => server.x + server.w * (at + 1) / (number + 1);

/** A point on a line, in [0, 1] of its length. */
export function along(line, share) {
  const lengths = line.slice(1).map((to, at) => Math.hypot(to[0] - line[at][0], to[1] - line[at][1]));
  let left = share * lengths.reduce((sum, length) => sum + length, 0);
  for (const [at, length] of lengths.entries()) {
    if (left <= length || at === lengths.length - 1) {
      const part = length ? left / length : 0;
      return [0, 1].map(axis => line[at][axis] + part * (line[at + 1][axis] - line[at][axis]));
    }
    left -= length;
  }
}
