// Hospitals below a server, and models that travel between them.

import {h, svg} from "./dom.js";

const SERVER = {x: 50, y: 15};

export function federation(parent, look, {clock}) {
  const {hospitals, server} = look;
  const places = hospitals.map((_, at) => ({x: (100 * (at + 0.5)) / hospitals.length, y: 80}));
  const put = ({x, y}) => ({left: `${x}%`, top: `${y}%`});
  const lines = svg("svg", {viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true"},
    places.map(({x, y}) => svg("path", {d: `M${SERVER.x} ${SERVER.y}L${x} ${y}`})));
  const said = h("span", {class: "quiet"});
  const centre = h("div", {class: "node server", style: put(SERVER)}, h("b", {}, server), said);
  const nodes = hospitals.map(({name, colour}, at) =>
    h("div", {class: "node", style: {...put(places[at]), "--own": colour}}, h("b", {}, name)));
  const packets = hospitals.map(({colour}) => h("i", {class: "packet-dot", style: {"--own": colour}}));
  const element = h("div", {class: "travel"}, lines, packets, nodes, centre);
  parent.append(element);

  const move = (share, up) => packets.forEach((packet, at) => {
    const [from, to] = up ? [places[at], SERVER] : [SERVER, places[at]];
    packet.style.left = `${from.x + share * (to.x - from.x)}%`;
    packet.style.top = `${from.y + share * (to.y - from.y)}%`;
  });

  return {
    // To a moment of a round, in so many ms: true once it is there.
    show(frame, {ms}) {
      element.dataset.phase = frame.phase;
      said.textContent = frame.doing;
      const up = frame.phase === "sending-up";
      if (up || frame.phase === "sending-down") return clock.animate(ms, share => move(share, up));
      return clock.wait(ms);
    },
    remove: () => element.remove(),
  };
}
