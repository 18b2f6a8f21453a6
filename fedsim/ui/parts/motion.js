/* A run's federation on the Simulate page: each new moment is gone to from the one before. */

import {federation} from "./federation.js";

const HEIGHT = 320, MS = 900;
const pictures = new WeakMap();

export default function ({parentElement, data}) {
  let own = pictures.get(parentElement);
  if (!own) {
    const room = document.createElement("div");
    parentElement.append(room);
    own = {picture: federation(room, data.look, {height: HEIGHT}), room, last: ""};
    pictures.set(parentElement, own);
  }
  const told = JSON.stringify(data.frame);
  own.picture.look(data.look);
  if (told !== own.last) own.picture.show(data.frame, {ms: data.ms ?? MS});
  own.last = told;
  return () => {
    own.picture.remove();
    own.room.remove();
    pictures.delete(parentElement);
  };
}
