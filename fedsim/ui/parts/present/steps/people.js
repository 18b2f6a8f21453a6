// A thousand patients for each model: those whom it sends home wrongly are filled, those whom it gets wrong otherwise
// are hollow or pale. Sliders say of which diseases.

import {fillIn} from "../../common.js";
import {h, svg} from "../dom.js";

const [COLUMNS, ROWS] = [50, 20];
const KINDS = ["home", "called", "misnamed"];
const PERSON = "m-2.6 8.6v-2.4a2.6 2.6 0 0 1 5.2 0v2.4z";  // below a head, in a cell of 10 x 13

const outline = (from, to) => {
  let path = "";
  for (let place = from; place < to; place += 1) {
    const [x, y] = [(place % COLUMNS) * 10 + 5, Math.trunc(place / COLUMNS) * 13];
    path += `M${x} ${y + 0.9}a1.9 1.9 0 1 0 .01 0zM${x} ${y + 2}${PERSON}`;
  }
  return path;
};

// As Python rounds, whose sentences have the same numbers: a half goes to the even one, and what floating point adds is none.
const whole = value => {
  const clean = Number(value.toFixed(9)), below = Math.floor(clean);
  return clean - below === 0.5 ? below + (below % 2) : Math.round(clean);
};

export function people(root, data, stage) {
  const {numbers} = stage.data;
  const kept = (stage.kept.people ??= {parts: data.classes.map(() => 50)});
  const grids = data.models.map(model => {
    const paths = KINDS.map(kind => svg("path", {class: `wrong ${kind}`, style: {"--own": model.colour}}));
    const others = svg("path", {class: "others"});
    const count = h("b", {class: "count"});
    const also = data.also.map(({kind, said}) => {
      const sample = svg("svg", {class: "sample", viewBox: "0 0 10 13", "aria-hidden": "true"},
        svg("path", {class: `wrong ${kind}`, style: {"--own": model.colour}, d: outline(0, 1)}));
      const many = h("b", {});
      return {kind, many, element: h("p", {class: "also"}, sample, many, h("span", {}, said))};
    });
    const picture = svg("svg", {viewBox: `0 0 ${COLUMNS * 10} ${ROWS * 13}`, role: "img", "aria-label": model.title}, others, paths);
    const element = h("div", {class: "crowd"}, h("p", {class: "whose"}, model.title),
      h("div", {}, h("p", {class: "sent-home"}, count, h("span", {}, data.wrongly)), also.map(each => each.element)), picture);
    return {model, paths, others, count, also, element, svg: picture};
  });
  const mix = data.classes.map((cls, place) => {
    const said = h("output", {});
    const slider = h("input", {type: "range", class: "plain-range", min: 0, max: 100, value: kept.parts[place], "aria-label": cls,
      oninput: () => ((kept.parts[place] = Number(slider.value)), set())});
    return {said, slider, element: h("label", {class: "part"}, h("span", {class: "name"}, cls), said, slider)};
  });
  root.append(h("div", {class: "crowds"}, grids.map(each => each.element)),
    h("div", {class: mix.length > 5 ? "mix many" : "mix", role: "group", "aria-label": data.mix}, h("p", {class: "quiet"}, data.mix), mix.map(each => each.element)));

  // Of each model how many it gets wrong in each way, and in all: in whole people, so that they add up.
  function counts() {
    const all = kept.parts.reduce((sum, each) => sum + each, 0);
    const of = rates => (all ? whole(1000 * rates.reduce((sum, rate, place) => sum + rate * kept.parts[place], 0) / all) : 0);
    return data.models.map(({rates}) => {
      const found = Object.fromEntries(KINDS.map(kind => [kind, of(rates[kind])]));
      return {...found, wrong: found.home + found.called + found.misnamed};
    });
  }

  // Whether who is sent home tells it the wrong way round.
  function misleads(found) {
    const [alone, together] = ["alone", "together"].map(id => found[data.models.findIndex(each => each.id === id)]);
    if (!alone || !together) return false;
    const wrong = alone.wrong - together.wrong;
    return wrong !== 0 && (alone.home - together.home) * wrong <= 0;
  }

  function set(share = 1) {
    const all = kept.parts.reduce((sum, each) => sum + each, 0);
    const found = counts();
    grids.forEach((grid, place) => {
      const now = Object.fromEntries(KINDS.map(kind => [kind, Math.round(share * found[place][kind])]));
      let drawn = 0;
      KINDS.forEach((kind, at) => grid.paths[at].setAttribute("d", outline(drawn, (drawn += now[kind]))));
      grid.others.setAttribute("d", outline(drawn, 1000));
      grid.count.textContent = numbers[now.home];
      for (const {kind, many} of grid.also) many.textContent = numbers[now[kind]];
      const said = Object.fromEntries(KINDS.map(kind => [kind, numbers[now[kind]]]));
      if (share === 1) grid.svg.setAttribute("aria-label", fillIn(data.alt, {model: grid.model.title, ...said}));
    });
    mix.forEach(({said, slider}, place) => {
      said.textContent = stage.data.percents[all ? Math.round(100 * kept.parts[place] / all) : 0];
      slider.setAttribute("aria-valuetext", said.textContent);
    });
    const inAll = misleads(found);
    const places = Object.fromEntries(data.models.map(({id}, place) => [id, numbers[found[place][inAll ? "wrong" : "home"]]]));
    const words = inAll ? data.sentence_in_all : data.sentence;
    if (share === 1) stage.tell(all ? fillIn(words, {...data.places, ...places}) : data.nobody);
  }

  return {
    beats: 1,
    show: (beat, {still}) => (still ? set(1) : stage.clock.animate(1200, set)),
  };
}
