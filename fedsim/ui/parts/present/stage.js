// The stage: which step is shown and how far it has come, one sentence, one picture, and whatever leads on.

import {reduced} from "../common.js";
import * as address from "./address.js";
import {Autoplay} from "./autoplay.js";
import {Controls} from "./controls.js";
import {h, whole} from "./dom.js";
import {Keys} from "./keys.js";
import {Notes} from "./notes.js";
import {Overview} from "./overview.js";
import {Share} from "./share.js";
import {STEPS} from "./steps/index.js";
import {swipes} from "./swipes.js";
import {Clock} from "./time.js";

export class Stage {
  step = 0;
  beat = 0;
  kept = {};  // what the viewer has set, by step: it outlives a change of step and of language
  clock = new Clock();

  constructor(parent, say) {
    this.say = say;
    this.sentence = h("h1", {class: "sentence"});
    this.described = h("p", {class: "heard"});
    this.live = h("div", {class: "words", "aria-live": "polite"}, this.sentence, this.described);
    this.picture = h("div", {class: "picture"});
    this.controls = new Controls(this);
    this.told = h("p", {class: "told", role: "status"});
    this.overview = new Overview(this);
    this.share = new Share(this);
    this.notes = new Notes(this);
    this.autoplay = new Autoplay(this);
    const parts = [this.live, this.picture, this.controls.element, this.told];
    // It is seen once its style sheet is there, which says so.
    this.root = h("div", {class: "stage", role: "region", tabindex: "-1", style: {visibility: "hidden"}}, ...parts,
      this.overview.element, this.share.element);
    parent.append(this.root);
    this.keys = new Keys(this);
    swipes(this.root, {next: () => this.next(), back: () => this.back()});
  }

  // New data: at first, and in another language.
  take(data) {
    const first = !this.data;
    this.data = data;
    this.root.lang = data.language;
    this.root.setAttribute("aria-label", data.words.stage);
    for (const [name, colour] of Object.entries(data.colours)) this.root.style.setProperty(`--${name}`, colour);
    this.controls.take(data);
    this.overview.take(data);
    this.share.take(data);
    if (first) {
      const asked = address.read(data.steps.length);
      this.step = asked.step;
      this.autoplay.begin(asked);
      this.root.focus({preventScroll: true});
    }
    this.#enter({still: !first});
    if (first && data.hint) this.hint(data.hint);
  }

  get id() {
    return this.data.steps[this.step].id;
  }

  get numBeats() {
    return this.shown?.beats ?? 1;
  }

  // Of what goes by fast the first press shows the end, so that it is not missed, and another one goes on.
  next() {
    if (this.shown?.goesBy?.()) this.#show(this.beat, {still: true});
    else if (this.beat + 1 < this.numBeats) this.#show(this.beat + 1);
    else if (this.step + 1 < this.data.steps.length) this.go(this.step + 1);
  }

  back() {
    if (this.beat > 0) this.#show(this.beat - 1, {still: true});
    else if (this.step > 0) this.go(this.step - 1, {atEnd: true});
  }

  go(step, {atEnd = false} = {}) {
    this.step = step;
    this.beat = atEnd ? Infinity : 0;
    this.#enter({still: atEnd});
  }

  // From the beginning, for the next viewer: nothing that the last one has set.
  restart() {
    this.kept = {};
    this.go(0);
  }

  // Where the stage stands has changed otherwise than by a step.
  rewrite() {
    address.write({step: this.step, ...this.autoplay.asked});
    this.controls.refresh();
    this.overview.refresh();
  }

  // Another sentence than the step begins with.
  tell(sentence) {
    if (this.sentence.textContent !== sentence) this.sentence.replaceChildren(...whole(sentence));
    this.notes.refresh();
  }

  // A line that goes by itself, such as why a window could not be opened.
  hint(words) {
    this.told.textContent = words;
    clearTimeout(this.hinted);
    this.hinted = setTimeout(() => (this.told.textContent = ""), 6000);
  }

  fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => this.hint(this.data.words.no_full_screen));
  }

  speakNext() {
    const tags = this.data.languages.map(each => each.tag);
    this.say("language", tags[(tags.indexOf(this.data.language) + 1) % tags.length]);
  }

  leave() {
    this.say("leave", true);
  }

  remove() {
    clearTimeout(this.hinted);
    this.#clear();
    this.autoplay.remove();
    this.keys.remove();
    this.notes.close();
    if (document.fullscreenElement) document.exitFullscreen();
    this.root.remove();
  }

  #clear() {
    this.clock.stop();
    this.shown?.remove?.();
    this.shown = null;
  }

  #enter(how) {
    this.#clear();
    const told = this.data.steps[this.step];
    this.root.dataset.step = told.id;
    this.picture.replaceChildren();
    this.sentence.replaceChildren(...whole(told.missing ?? told.sentence));
    this.described.textContent = told.missing ? "" : told.alt;
    if (!told.missing) this.shown = STEPS[told.id](this.picture, this.data[told.id], this);
    if (told.foot) this.picture.append(h("p", {class: "foot quiet"}, told.foot));
    if (!how.still && !reduced()) {
      for (const each of [this.live, this.picture])
        each.animate?.([{opacity: 0, translate: "0 1.2rem"}, {opacity: 1, translate: "0 0"}], {duration: 380, easing: "ease-out"});
    }
    this.picture.scrollTo?.(0, 0);
    this.root.scrollTo(0, 0);
    this.#show(Math.min(this.beat, this.numBeats - 1), how);
  }

  #show(beat, {still = false} = {}) {
    this.clock.stop();
    this.beat = beat;
    this.root.dataset.beat = beat;
    const done = Promise.resolve(this.shown?.show?.(beat, {still}));
    this.rewrite();
    this.notes.refresh();
    this.autoplay.shown(done);
  }
}
