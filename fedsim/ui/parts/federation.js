/* A federation as a picture that moves: a server, hospitals on cards, and models that travel between them.

Whoever shows it drives it from one moment to the next; what moves is what happened between the two. It has no words of
its own. `look` is what stays, `frame` a moment: both as fedsim/ui/shared/federation.py makes them. */

import { reduced } from "./common.js";
import {along, arrange} from "./federation_layout.js";
import {STYLE, drawCard, drawPacket, drawPill, drawServer, el} from "./federation_draw.js";

const STEP_MS = 150; // of a bar that grows: each picture costs the machine that trains
const STAGES = {receiving: 1, ready: 1, training: 2, sending: 3, sent: 3};
const IN_A_ROUND = ["sending-down", "training", "sending-up", "averaging"];
const WITH_WEIGHTS = ["sending-up", "averaging", "paused", "past", "over", "stopped"];

/**
 * @param {HTMLElement} parent filled by the picture.
 * @param {object} look what stays.
 * @param {{letters?: number, height?: number}} options the smallest letters, in px; how high, in px, or as the parent.
 */
export function federation(parent, look, {letters = 12, height = null} = {}) {
  const svg = el("svg", {role: "img", width: "100%"}, parent);
  let parts = null, shown = null, turn = 0, lit = [], running = [], size = "", lookedAt = JSON.stringify(look);

  function build() {
    const unit = letters / 12, width = parent.clientWidth / unit, room = (height ?? parent.clientHeight) / unit;
    if (!width) return;
    size = `${parent.clientWidth} ${height ?? parent.clientHeight}`;
    const place = arrange(width, room, look.hospitals.length);
    svg.replaceChildren(el("style", {}, null, STYLE));
    const family = getComputedStyle(svg).fontFamily;
    svg.setAttribute("viewBox", `0 0 ${place.width} ${place.height}`);
    svg.style.height = `${place.height * unit}px`;
    const path = at => `M${place.lines[at].map(point => point.join(" ")).join("L")}`;
    const lines = look.hospitals.map((hospital, at) => (hospital.comes ? el("path", {class: "line", d: path(at)}, svg) : null));
    const server = drawServer(svg, place.server, look, family);
    const cards = look.hospitals.map((hospital, at) => drawCard(svg, place.cards[at], place.kind, hospital, look, family));
    const pills = look.hospitals.map((_, at) => drawPill(svg, along(place.lines[at], place.kind.startsWith("tree") ? .93 : .62), family));
    parts = {place, lines, server, cards, pills, here: look.hospitals.map(() => null), packets: el("g", {}, svg)};
    if (shown) settle(shown);
  }

  /** What is written and marked at a moment, on cards, lines and the server. */
  function tell(frame) {
    svg.setAttribute("aria-label", frame.said);
    svg.dataset.phase = frame.phase;
    svg.dataset.round = frame.round;
    parts.server.show(frame);
    for (const [at, moment] of frame.hospitals.entries()) {
      parts.cards[at].show(moment);
      parts.lines[at]?.classList.toggle("away", !(moment.status in STAGES));
    }
    weigh(frame);
  }

  function weigh(frame) {
    for (const [at, moment] of frame.hospitals.entries())
      parts.pills[at].show(moment, WITH_WEIGHTS.includes(frame.phase), lit.includes(moment.id));
  }

  /** Everything as it stands at a moment, with nothing on its way. */
  function settle(frame) {
    tell(frame);
    parts.server.tell(frame);
    parts.packets.replaceChildren();
    if (IN_A_ROUND.includes(frame.phase))
      for (const [at, moment] of frame.hospitals.entries()) if (STAGES[moment.status] === 3 && parts.lines[at]) dock(at);
  }

  /** A model that the server has and has not averaged yet. */
  function dock(at) {
    const [x, y] = along(parts.place.lines[at], parts.place.kind.startsWith("tree") ? 0 : .04);
    drawPacket(parts.packets, look.hospitals[at].colour, true).setAttribute("transform", `translate(${x} ${y})`);
  }

  /** Lets packets travel on the lines of some hospitals. */
  function travel(places, up, ms) {
    const line = at => (up ? [...parts.place.lines[at]].reverse() : parts.place.lines[at]);
    return places.filter(at => parts.lines[at]).map((at, number) => {
      const colour = up ? look.hospitals[at].colour : look.palette.together;
      const packet = drawPacket(parts.packets, colour, up), points = line(at);
      const lengths = [0];
      for (let to = 1; to < points.length; to++) lengths.push(lengths.at(-1) + Math.hypot(points[to][0] - points[to - 1][0], points[to][1] - points[to - 1][1]));
      const frames = points.map(([x, y], to) => ({transform: `translate(${x}px, ${y}px)`, offset: lengths.at(-1) ? lengths[to] / lengths.at(-1) : to / (points.length - 1)}));
      const delay = Math.min(number, 6) * ms * .06;
      return packet.animate(frames, {duration: Math.max(1, ms - delay), delay, easing: "ease-in-out", fill: "both"});
    });
  }

  /** The models become one: they go into the server, which tells how good it is. */
  function merge(frame, ms) {
    svg.dataset.phase = "averaging";
    const {server} = parts.place, middle = `translate(${server.x + server.w / 2}px, ${server.y + server.h / 2}px)`;
    const docked = [...parts.packets.children].map(packet => packet.animate([{}, {transform: `${middle} scale(.4)`, opacity: 0}], {duration: ms * .6, fill: "both"}));
    const pulse = parts.server.mix.animate([{opacity: 0, r: "9px"}, {opacity: .35, r: "26px"}, {opacity: 0, r: "34px"}], {duration: ms, delay: ms * .3});
    pulse.finished.then(() => parts.server.tell(frame), () => {});
    return [...docked, pulse];
  }

  /** What happened between two moments, in its order: what to start, given its time. */
  function between(before, after) {
    const was = before.hospitals.map(each => STAGES[each.status] ?? 0), is = after.hospitals.map(each => STAGES[each.status] ?? 0);
    const next = after.round === before.round + 1, begun = IN_A_ROUND.includes(before.phase), ended = !IN_A_ROUND.includes(after.phase);
    if (!next && (after.round !== before.round || !begun)) return [];
    const steps = [], places = [...is.keys()], from = next ? is.map(() => 0) : was;
    const add = (going, up) => going.length && steps.push(ms => travel(going, up, ms));
    if (next && begun) {
      add(places.filter(at => was[at] && was[at] < 3), true);
      steps.push(ms => merge(after, ms));
    }
    add(places.filter(at => !from[at] && is[at]), false);
    add(places.filter(at => from[at] < 3 && is[at] === 3), true);
    if (ended && is.includes(3)) steps.push(ms => merge(after, ms));
    return steps;
  }

  function halt() {
    running.splice(0).forEach(each => each.cancel());
  }

  function stop() {
    turn++;
    halt();
    if (parts && shown) settle(shown);
  }

  /** Goes from what is shown to a moment. Resolves to whether it got there before something else was shown. */
  async function show(frame, {ms = 900} = {}) {
    const before = shown;
    stop();
    const mine = turn;
    shown = frame;
    if (!parts) build();
    if (!parts) return true; // it has no room yet, and stands there as soon as it has
    const steps = before && ms && !reduced() ? between(before, frame) : [];
    if (before) {
      svg.style.setProperty("--ms", `${ms}ms`);
      svg.style.setProperty("--steps", Math.max(1, Math.round(ms / STEP_MS)));
    }
    tell(frame);
    for (const start of steps) {
      running = start(ms / steps.length);
      await Promise.allSettled(running.map(each => each.finished));
      if (mine !== turn) return false;
    }
    settle(frame);
    if (!steps.length && ms) await new Promise(done => setTimeout(done, ms));
    return mine === turn;
  }

  const watch = new ResizeObserver(() => {
    const now = `${parent.clientWidth} ${height ?? parent.clientHeight}`;
    if (now === size) return;
    halt(); // what is being shown goes on, in its new size
    build();
  });
  watch.observe(parent);

  return {
    show,
    stop,
    /** Lets the weights of some hospitals stand out, by their ids. */
    light(ids) {
      lit = ids;
      if (parts && shown) weigh(shown);
    },
    look(now) {
      const told = JSON.stringify(now);
      if (told === lookedAt) return;
      [look, lookedAt] = [now, told];
      stop();
      build();
    },
    remove() {
      turn++;
      watch.disconnect();
      svg.remove();
    },
  };
}
