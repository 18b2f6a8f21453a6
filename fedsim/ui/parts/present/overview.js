// All steps side by side, how fast it goes on by itself, and the keys.

import {PACE} from "./address.js";
import {fillIn} from "../common.js";
import {h} from "./dom.js";

export class Overview {
  constructor(stage) {
    this.stage = stage;
    this.element = h("dialog", {class: "overview", onclick: event => event.target === this.element && this.element.close(),
      onclose: () => stage.root.focus({preventScroll: true})});
  }

  get isOpen() {
    return this.element.open;
  }

  take({words, steps, keys}) {
    const {stage} = this;
    this.cards = steps.map((step, place) => h("button", {
      type: "button", class: "card", onclick: () => (this.element.close(), stage.go(place)),
    }, h("span", {class: "number"}, String(place + 1)), h("b", {}, step.title), h("span", {}, step.missing ?? step.sentence)));
    this.pace = h("input", {type: "range", min: PACE.least, max: PACE.most, step: 1, id: "pace",
      oninput: () => stage.autoplay.set({pace: Number(this.pace.value)})});
    this.paceSaid = h("output", {for: "pace"});
    this.loop = h("input", {type: "checkbox", onchange: () => stage.autoplay.set({loop: this.loop.checked})});
    this.element.setAttribute("aria-label", words.overview_title);
    this.element.replaceChildren(
      h("div", {class: "cards"}, this.cards),
      h("div", {class: "playing"},
        h("label", {for: "pace"}, words.pace), this.pace, this.paceSaid,
        h("label", {class: "loop"}, this.loop, words.loop)),
      h("dl", {class: "keys"}, keys.map(([key, does]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, does)))));
    this.refresh();
  }

  refresh() {
    const {stage} = this;
    this.cards?.forEach((card, place) =>
      place === stage.step ? card.setAttribute("aria-current", "step") : card.removeAttribute("aria-current"));
    if (!this.pace) return;
    this.pace.value = stage.autoplay.pace;
    this.paceSaid.textContent = fillIn(stage.data.words.seconds, {n: stage.autoplay.pace});
    this.loop.checked = Boolean(stage.autoplay.loop);
  }

  toggle() {
    if (this.isOpen) return this.element.close();
    this.refresh();
    this.element.showModal();
    this.cards[this.stage.step].focus();
  }
}
