// The controls' pictures, drawn with a stroke in a square of 24.

import {svg} from "./dom.js";

const PATHS = {
  back: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  play: "M8 5.5v13l10.5-6.5z",
  pause: "M8.5 6v12M15.5 6v12",
  overview: "M4 5h6.5v6H4zM13.5 5H20v6h-6.5zM4 14h6.5v5H4zM13.5 14H20v5h-6.5z",
  notes: "M6 3.5h12v17H6zM9 8.5h6M9 12h6M9 15.5h3.5",
  code: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5M20 14v3M14 20h2.5M20 20h.01M17.5 17.5h.01",
  full: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  close: "M5.5 5.5l13 13M18.5 5.5l-13 13",
  open: "M5 12h13M12.5 6l6 6-6 6",
  again: "M5 12a7 7 0 1 0 2.2-5.1M7 3v4.2h4.2",
  check: "M5 12.5l4.5 4.5L19 7.5",
};

export function icon(name) {
  const path = svg("path", {d: PATHS[name]});
  return svg("svg", {class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true"}, path);
}
