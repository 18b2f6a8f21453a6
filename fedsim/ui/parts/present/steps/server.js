// What the server received, and what noise for privacy costs: a slider between kept runs.

import {bar} from "../bars.js";
import {h, whole} from "../dom.js";
import {icon} from "../icons.js";
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
  const {noise, told} = data;
  const kept = (stage.kept.server ??= {place: told});
  const several = noise.length > 1; // else there is nothing to drag, and no run without noise to compare with
  const before = key => (several ? noise[0][key] : null);
  const accuracy = bar({title: words.accuracy, share: 0, said: "", colour: colours.together, before: before("share"), strong: true});
  const found = noise[0].found === null ? null
    : bar({title: data.found_title, share: 0, said: "", colour: colours.together, before: before("found"), strong: true});
  const rows = noise[0].hidden.map(([title]) => [h("dt", {class: "quiet"}, title), h("dd", {})]);
  const slider = h("input", {type: "range", class: "plain-range", min: 0, max: noise.length - 1, step: 1, value: kept.place,
    "aria-label": words.noise, oninput: () => {
      stage.clock.stop();
      draw((kept.place = Number(slider.value)));
    }});
  cost.append(data.borrowed ? h("p", {class: "quiet"}, data.borrowed) : "",
    h("div", {class: "bars"}, accuracy.element, found ? found.element : ""),
    several ? h("p", {class: "legend quiet"}, words.without_noise) : "",
    several ? h("div", {class: "choice"}, h("span", {class: "name"}, words.drag), slider) : "",
    h("dl", {class: "hidden-by"}, rows.flat()));
  if (data.to_sweep)
    cost.append(h("p", {class: "quiet"}, data.no_noise),
      h("p", {}, h("button", {type: "button", class: "plain", onclick: () => stage.say("sweep", true)}, data.to_sweep, icon("open"))));

  function draw(place) {
    const point = noise[place];
    accuracy.set(point.share, point.said);
    found?.set(point.found, point.found_said);
    point.hidden.forEach(([, said], row) => rows[row][1].replaceChildren(...whole(said)));
    slider.value = place;
    slider.setAttribute("aria-valuetext", point.spoken);
  }

  return {
    beats: 1,
    // It glides to the noise that the sentence tells of: it can be moved, and seen to be.
    show: (beat, {still}) => (still ? draw(kept.place) : stage.clock.animate(1800, share => draw(Math.round(share * kept.place)))),
  };
}
