// What the live figures share: messages with places, elements, and whether the reader wants no movement.

// Of a message with named places, "{n} %": the same places that Python fills.
export const fillIn = (message, places) =>
  message.replace(/\{(\w+)\}/g, (whole, name) => (name in places ? String(places[name]) : whole));

export const reduced = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// A new element at the end of another. Names are anybody's: they are set as text, never as markup.
export function put(parent, tag, name, text) {
  const node = parent.appendChild(document.createElement(tag));
  if (name) node.className = name;
  if (text !== undefined) node.textContent = text;
  return node;
}
