// The same step on a phone: its address, and as a code that a phone's camera reads.

import {h, svg} from "./dom.js";

const QUIET = 4;  // modules of white around a code (ISO/IEC 18004)

// rows: of a QR code, as strings of 0 and 1.
export function code(rows, said) {
  const size = rows.length + 2 * QUIET;
  const dark = rows.flatMap((row, y) =>
    [...row.matchAll(/1+/g)].map(run => `M${run.index + QUIET} ${y + QUIET}h${run[0].length}v1h-${run[0].length}z`));
  return svg("svg", {class: "code", viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": said, "shape-rendering": "crispEdges"},
    svg("rect", {width: size, height: size, fill: "#ffffff"}), svg("path", {d: dark.join(""), fill: "#000000"}));
}

export function linkOf({links, words}, place) {
  const {address, rows} = links[place];
  return [code(rows, words.code), h("p", {class: "link"}, address.replace(/^https?:\/\//, ""))];
}

export class Share {
  constructor(stage) {
    this.stage = stage;
    this.element = h("dialog", {class: "share", onclick: () => this.element.close(),
      onclose: () => stage.root.focus({preventScroll: true})});
  }

  get isOpen() {
    return this.element.open;
  }

  take({words}) {
    this.element.setAttribute("aria-label", words.share);
    if (this.isOpen) this.#fill();
  }

  // Where phones cannot reach the server there is nothing to show.
  toggle() {
    if (!this.stage.data.links) return;
    if (this.isOpen) return this.element.close();
    this.#fill();
    this.element.showModal();
  }

  #fill() {
    const {data, step} = this.stage;
    this.element.replaceChildren(h("p", {class: "lead"}, data.words.share_lead), ...linkOf(data, step),
      h("button", {type: "button", class: "plain", onclick: () => this.element.close()}, data.words.close_share));
  }
}
