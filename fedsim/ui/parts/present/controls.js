// The small controls: how far it has come and where else one can go at the bottom, the way out at the top.

import {h} from "./dom.js";
import {icon} from "./icons.js";

export class Controls {
  constructor(stage) {
    this.stage = stage;
    this.element = h("div", {class: "controls"});
  }

  take({words, steps, languages, language, links}) {
    const {stage} = this;
    const button = (name, act, said) =>
      h("button", {type: "button", class: `control ${name}`, "aria-label": said, title: said, onclick: act}, icon(name));
    this.back = button("back", () => stage.back(), words.back);
    this.next = button("next", () => stage.next(), words.next);
    this.play = h("button", {type: "button", class: "control play", onclick: () => stage.autoplay.toggle()});
    this.dots = steps.map((step, place) => h("button", {
      type: "button", class: step.missing ? "dot lacking" : "dot", "aria-label": step.place, title: step.title,
      onclick: () => stage.go(place),
    }));
    const other = languages[(languages.findIndex(each => each.tag === language) + 1) % languages.length];
    const spoken = h("button", {
      type: "button", class: "control spoken", lang: other.tag, "aria-label": `${words.language}: ${other.name}`,
      title: words.language, onclick: () => stage.speakNext(),
    }, other.short);
    this.element.replaceChildren(
      button("close", () => stage.leave(), words.close),
      h("nav", {class: "bar", "aria-label": words.controls},
        h("div", {class: "moves"}, this.back, h("div", {class: "dots"}, this.dots), this.next),
        h("div", {class: "others"},
          this.play,
          button("overview", () => stage.overview.toggle(), words.overview),
          button("notes", () => stage.notes.toggle(), words.notes),
          languages.length > 1 && spoken,
          links && button("code", () => stage.share.toggle(), words.share),
          button("full", () => stage.fullScreen(), words.full))));
  }

  refresh() {
    const {stage} = this;
    const {words, steps} = stage.data;
    const last = stage.step + 1 === steps.length && stage.beat + 1 >= stage.numBeats;
    this.back.disabled = stage.step === 0 && stage.beat === 0;
    this.next.disabled = last;
    this.dots.forEach((dot, place) => {
      dot.toggleAttribute("aria-current", place === stage.step);
      if (place === stage.step) dot.setAttribute("aria-current", "step");
      dot.classList.toggle("past", place < stage.step);
    });
    const said = stage.autoplay.on ? words.pause : words.play;
    this.play.replaceChildren(icon(stage.autoplay.on ? "pause" : "play"));
    this.play.setAttribute("aria-label", said);
    this.play.title = said;
  }
}
