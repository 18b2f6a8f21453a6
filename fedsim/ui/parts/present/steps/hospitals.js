// Hospitals, each with its scans; the disease that one has never seen is an empty frame.

import {h} from "../dom.js";

export function hospitals(root, {cards, more, no_images}) {
  const tile = ({cls, src, never}) => h("figure", {class: never ? "tile never" : "tile"},
    never || !src ? h("div", {class: "frame"}, never ?? "") : h("img", {class: "frame", src, alt: ""}),
    h("figcaption", {}, cls));
  const card = ({title, images, colour, tiles}) => h("article", {class: "hospital", style: {"--own": colour}},
    h("header", {}, h("b", {}, title), h("span", {class: "quiet"}, images)),
    h("div", {class: "tiles"}, tiles.map(tile)));
  root.append(h("div", {class: "hospitals"}, cards.map(card)),
    ...[more, no_images].map((text) => text ? h("p", {class: "more quiet"}, text) : ""));
  return {beats: 1};
}
