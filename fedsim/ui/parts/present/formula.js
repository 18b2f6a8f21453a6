// The average as a formula, a term a hospital: its number of scans over all, times its model.

import {h} from "./dom.js";

export function formula({terms, more, said}) {
  const drawn = terms.map(({id, over, below, name, colour}) => {
    const fraction = h("span", {class: "fraction"}, h("span", {}, over), h("span", {}, below));
    return h("span", {class: "term", "data-id": id, style: {"--own": colour}}, fraction, "·",
      h("span", {}, h("i", {}, "w"), h("sub", {title: name, dir: "auto"}, name)));
  });
  const sum = drawn.flatMap((term, place) => (place ? [h("span", {class: "plus"}, "+"), term] : [term]));
  const element = h("p", {class: "formula", role: "img", "aria-label": said, style: {"--most": `${36 / terms.length}em`}}, h("i", {}, "w"), h("span", {class: "plus"}, "="), sum,
    more ? [h("span", {class: "plus"}, "+"), h("span", {}, "…")] : []);
  return {
    element,
    light(ids) {
      for (const term of drawn) term.classList.toggle("lit", ids.includes(term.dataset.id));
    },
  };
}
