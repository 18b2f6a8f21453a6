// The way into the app, with a blind spot for whichever hospital one likes; and for phones the way here.

import {h} from "../dom.js";
import {icon} from "../icons.js";
import {named} from "../named.js";
import {linkOf} from "../share.js";

export function turn(root, {hospitals}, stage) {
  const {words, links} = stage.data;
  const kept = (stage.kept.turn ??= {unseen: hospitals.map(each => [...each.unseen])});

  // One chip a class: pressed where the hospital sees it.
  const chip = (cls, place) => {
    const button = h("button", {type: "button", class: "chip", onclick: () => {
      const others = kept.unseen[place].filter(each => each !== cls);
      kept.unseen[place] = others.length < kept.unseen[place].length ? others : [...others, cls];
      show();
    }}, cls);
    const show = () => button.setAttribute("aria-pressed", !kept.unseen[place].includes(cls));
    show();
    return button;
  };
  // Hospitals that were changed alone: the others stay what they are, whatever else the run has set.
  const chosen = () => hospitals
    .map(({place, unseen}, at) => ({place, unseen: kept.unseen[at], before: unseen}))
    .filter(({unseen, before}) => [...unseen].sort().join("\n") !== [...before].sort().join("\n"))
    .map(({place, unseen}) => ({place, unseen}));
  root.append(h("div", {class: "turn"},
    h("div", {class: "ways"},
      hospitals.length > 0 && h("p", {class: "quiet"}, words.chips),
      hospitals.map(({title, colour, classes}, place) => h("div", {class: "blind", role: "group", "aria-label": title, style: {"--own": colour}},
        named(title), h("span", {class: "chips"}, classes.map(cls => chip(cls, place))))),
      h("p", {class: "go-on"},
        h("button", {type: "button", class: "main go", onclick: () => stage.say("turn", chosen())}, words.turn, icon("open")),
        h("button", {type: "button", class: "plain", onclick: () => stage.restart()}, icon("again"), words.restart))),
    links && h("div", {class: "for-phones"}, linkOf(stage.data, stage.step))));
  return {beats: 1};
}
