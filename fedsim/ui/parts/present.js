// The page Present: a stage that fills the screen and plays by itself in the browser, from one piece of data.
//
// The server hears of three things alone: another language, leaving, and the last step's way into the app. Which step
// is shown is the browser's, and stands in the address.

import {Stage} from "./present/stage.js";

const stages = new WeakMap();

export default function ({parentElement, data, setTriggerValue}) {
  const stage = stages.get(parentElement) ?? new Stage(parentElement, setTriggerValue);
  stages.set(parentElement, stage);
  stage.take(data);
  return () => {
    stages.delete(parentElement);
    stage.remove();
  };
}
