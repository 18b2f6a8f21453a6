// The speaker's notes in a second window, with a timer. The stage writes into it: it runs no script of its own.

import {h} from "./dom.js";

const STYLE = `
  :root {color-scheme: light dark}
  body {margin: 0; padding: 1.5rem; font: 1.25rem/1.45 system-ui, sans-serif; display: grid; gap: 1rem; max-width: 60rem}
  main {display: grid; gap: 1rem}
  header {display: flex; flex-wrap: wrap; gap: .6rem 1.5rem; align-items: center; justify-content: space-between}
  h1 {font-size: 1.5rem; line-height: 1.25; margin: 0}
  .timer {font-size: 2.2rem; font-variant-numeric: tabular-nums}
  ul {margin: 0; padding-left: 1.3rem}
  li {margin-bottom: .5rem}
  .coming {border-top: 1px solid color-mix(in srgb, currentColor 35%, transparent); padding-top: .8rem}
  button {font: inherit; padding: .3rem .9rem}
  p {margin: 0}`;

const clock = seconds => `${Math.trunc(seconds / 60)}:${String(Math.trunc(seconds % 60)).padStart(2, "0")}`;

export class Notes {
  constructor(stage) {
    this.stage = stage;
  }

  get isOpen() {
    return Boolean(this.window && !this.window.closed);
  }

  toggle() {
    if (this.isOpen) return this.close();
    this.window = open("", "fedsim-notes", "popup,width=760,height=640");
    if (!this.window) return this.stage.hint(this.stage.data.words.blocked);
    const {document} = this.window;
    this.began = Date.now();
    document.head.replaceChildren(Object.assign(document.createElement("style"), {textContent: STYLE}));
    document.body.replaceChildren(this.#header(), (this.told = h("main")));
    this.window.addEventListener("keydown", event => this.stage.keys.press(event));
    this.timer = setInterval(() => this.#tick(), 500);
    this.refresh();
    this.window.focus();
  }

  // Made once, so that a button that is pressed keeps the focus.
  #header() {
    const {stage} = this;
    const move = act => h("button", {type: "button", onclick: act});
    this.place = h("b");
    this.time = h("span", {class: "timer", role: "timer"});
    this.moves = {
      back_short: move(() => stage.back()),
      next_short: move(() => stage.next()),
      timer_again: move(() => ((this.began = Date.now()), this.#tick())),
    };
    return h("header", {}, this.place, this.time, h("span", {}, Object.values(this.moves).flatMap(each => [each, " "])));
  }

  refresh() {
    if (!this.isOpen || !this.stage.data) return;
    const {data, step, sentence} = this.stage;
    const {document} = this.window;
    const {words, steps} = data;
    const told = steps[step], coming = steps[step + 1];
    document.title = words.notes_title;
    document.documentElement.lang = data.language;
    this.place.textContent = told.place;
    this.time.setAttribute("aria-label", words.timer);
    for (const [name, button] of Object.entries(this.moves)) button.textContent = words[name];
    this.told.replaceChildren(
      h("h1", {}, sentence.textContent),
      h("ul", {}, told.notes.map(line => h("li", {}, line))),
      coming ? h("p", {class: "coming"}, h("b", {}, words.coming), " ", coming.missing ?? coming.sentence) : "");
    this.#tick();
  }

  close() {
    clearInterval(this.timer);
    if (this.isOpen) this.window.close();
    this.window = null;
  }

  #tick() {
    if (this.isOpen) this.time.textContent = clock((Date.now() - this.began) / 1000);
    else clearInterval(this.timer);
  }
}
