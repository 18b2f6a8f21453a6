// Bars that say a share, with a name before and a number behind.

import {h} from "./dom.js";

const cent = share => `${100 * share}%`;

// One bar: {title, share, said, colour, before (a share that is marked), strong, note, never (its class was never seen)}.
export function bar({title, share, said, colour, before, strong, note, never}) {
  const fill = h("div", {class: "fill", style: {width: cent(share), background: colour}});
  const mark = before !== undefined && before !== null ? h("div", {class: "before", style: {left: cent(before)}}) : null;
  const value = h("span", {class: "value"}, said);
  const track = h("div", {class: never ? "track never" : "track"}, fill, mark);
  const name = h("span", {class: "name"}, title, note ? h("small", {}, note) : null);
  const element = h("div", {class: strong ? "bar-row strong" : "bar-row"}, name, track, value);
  return {
    element,
    set(now, saidNow) {
      fill.style.width = cent(now);
      value.textContent = saidNow;
    },
  };
}

// Several, below one another, that grow from nothing together.
export function bars(parent, rows, {clock, percents, still = true}) {
  const drawn = rows.map(bar);
  const element = h("div", {class: "bars"}, drawn.map(each => each.element));
  parent.append(element);
  const draw = share => drawn.forEach((each, place) => {
    const {share: whole, said} = rows[place];
    each.set(share * whole, share < 1 ? percents[Math.round(100 * share * whole)] : said);
  });
  return {element, grow: (ms = 900, at_once = still) => (at_once ? (draw(1), Promise.resolve(true)) : (draw(0), clock.animate(ms, draw)))};
}
