// Elements made of names and texts. Names of hospitals and classes are anybody's: they are set as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [key, each] of Object.entries(value)) element.style.setProperty(key, each);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false && child !== ""));
  return element;
}

// h("button", {class: "next", onclick: f}, "Next")
export const h = (tag, properties, ...children) => fill(document.createElement(tag), properties, children);

// What stays on one line: a number with its unit, in Chinese also its measure word, and a letter with what it names.
const TOGETHER = /(\d[\d.,]* (?:[%‰]|\p{Script=Han})|\p{Script=Han}{1,2} [A-Z](?![A-Za-z]))/u;

// A sentence in which the end of a line parts none of these.
export const whole = words => words.split(TOGETHER).map((part, place) => (place % 2 ? h("span", {class: "whole"}, part) : part));

export const svg = (tag, properties, ...children) => fill(document.createElementNS(SVG, tag), properties, children);
