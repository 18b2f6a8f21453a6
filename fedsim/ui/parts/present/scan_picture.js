// A test image, large, with what it really is below it.

import {h} from "./dom.js";

export const scanPicture = ({src, truth_said}) => h("figure", {class: "scan"},
  src ? h("img", {src, alt: ""}) : h("div", {class: "no-scan"}), h("figcaption", {}, truth_said));
