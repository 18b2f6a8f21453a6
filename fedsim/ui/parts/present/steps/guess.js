// Guess first: a bar that the viewer pulls, and below it what the hospital really finds.

import {h} from "../dom.js";
import {bar} from "../bars.js";

export function guess(root, data, stage) {
  const {percents, words} = stage.data;
  const kept = (stage.kept.guess ??= {value: 50});
  const slider = h("input", {type: "range", class: "guess", min: 0, max: 100, value: kept.value, "aria-label": data.label,
    oninput: () => set(Number(slider.value))});
  const said = h("output", {class: "value"});
  const truth = bar({title: data.truth, share: 0, said: words.unknown, colour: data.colour});
  const show = h("button", {type: "button", class: "main", onclick: () => stage.beat === 0 && stage.next()}, words.show);
  root.append(h("div", {class: "guessing bars"},
    h("div", {class: "bar-row strong"}, h("span", {class: "name"}, words.guess), h("div", {class: "track own"}, slider), said),
    truth.element, h("div", {class: "bar-row"}, h("span", {}), h("div", {class: "scale quiet"}, [0, 50, 100].map(n => h("span", {}, percents[n]))), h("span", {}))),
    show);
  truth.element.classList.add("strong", "truth");
  set(kept.value);

  function set(value) {
    kept.value = value;
    slider.style.setProperty("--share", `${value}%`);
    slider.setAttribute("aria-valuetext", percents[value]);
    said.textContent = percents[value];
  }

  return {
    beats: 2,
    show(beat, {still}) {
      const shown = beat === 1;
      root.classList.toggle("shown", shown);
      show.disabled = shown;
      slider.disabled = shown;
      stage.tell(shown ? data.answer : stage.data.steps[stage.step].sentence);
      if (!shown) return truth.set(0, words.unknown);
      if (still) return truth.set(data.found, data.found_said);
      const from = kept.value / 100;  // it stands where the viewer put it, and moves to what is true
      return stage.clock.animate(1800, share => {
        const now = from + (data.found - from) * share;
        truth.set(now, share < 1 ? percents[Math.round(100 * now)] : data.found_said);
      });
    },
  };
}
