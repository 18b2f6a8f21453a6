// What the server received, and what noise for privacy costs: a slider between kept runs.

import {bar} from "../bars.js";
import {h} from "../dom.js";
import {named} from "../named.js";

export function server(root, data, stage) {
  const {words, colours} = stage.data;
  const received = h("div", {class: "received"}, h("p", {class: "whose"}, words.saw),
    data.sent.map(({title, colour, numbers, bytes}) => h("div", {class: "packet", style: {"--own": colour}},
      named(title), h("span", {}, numbers), h("span", {class: "quiet"}, bytes))),
    data.more ? h("p", {class: "quiet"}, data.more) : "",
    h("p", {class: "none-at-all"}, h("b", {}, "0"), h("span", {}, words.scans_seen)));
  const cost = h("div", {class: "cost"}, h("p", {class: "whose"}, words.cost));
  root.append(h("div", {class: "halves"}, received, cost));
  if (!data.noise.length) {
    cost.append(h("p", {class: "quiet"}, data.no_noise));
    return {beats: 1};
  }
  const {noise} = data;
  const kept = (stage.kept.server ??= {place: 0});
  const accuracy = bar({title: words.accuracy, share: 0, said: "", colour: colours.together, before: noise[0].share, strong: true});
  const found = noise[0].found === null ? null
    : bar({title: data.found_title, share: 0, said: "", colour: colours.together, before: noise[0].found, strong: true});
  const promise = h("p", {class: "promise"});
  const slider = h("input", {type: "range", class: "plain-range", min: 0, max: noise.length - 1, step: 1, value: kept.place,
    "aria-label": words.noise, oninput: () => set(Number(slider.value))});
  cost.append(h("div", {class: "bars"}, accuracy.element, found?.element),
    h("p", {class: "legend quiet"}, words.without_noise),
    h("div", {class: "choice"}, h("span", {class: "name"}, words.noise), slider), promise);

  function set(place) {
    kept.place = place;
    const point = noise[place];
    accuracy.set(point.share, point.said);
    found?.set(point.found, point.found_said);
    promise.textContent = point.promise;
    slider.setAttribute("aria-valuetext", point.promise);
  }

  return {
    beats: 1,
    show: () => set(kept.place),
  };
}
