/* A run's federation on the Simulate page: each new moment is gone to from the one before. */

import {federation} from "./federation.js";

const HEIGHT = 320, MS = 900;
const pictures = new WeakMap();

/* Streamlit takes the picture away for a moment where the page is drawn anew: its place stays (style.py). */
const keepPlace = new ResizeObserver(([{contentRect: {height}}]) =>
  height && document.documentElement.style.setProperty("--federation-height", `${height}px`));

export default function ({parentElement, data}) {
  let own = pictures.get(parentElement);
  if (!own) {
    const room = document.createElement("div");
    parentElement.append(room);
    keepPlace.observe(room);
    own = {picture: federation(room, data.look, {height: HEIGHT}), room, last: ""};
    pictures.set(parentElement, own);
  }
  const told = JSON.stringify(data.frame);
  own.picture.look(data.look);
  if (told !== own.last) own.picture.show(data.frame, {ms: data.ms ?? MS});
  own.last = told;
  return () => {
    keepPlace.unobserve(own.room);
    own.picture.remove();
    own.room.remove();
    pictures.delete(parentElement);
  };
}
