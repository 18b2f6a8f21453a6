// What the address says of the stage: step=3, play=8 (seconds a step) and loop=1. Going from step to step replaces the
// address, so that the browser's Back leads out of the presentation and not through all of it.

export const PACE = {least: 3, most: 60, usual: 8};

export function read(numSteps) {
  const said = new URLSearchParams(location.search);
  const step = Math.trunc(Number(said.get("step")));
  const pace = Number(said.get("play"));
  return {
    step: step >= 1 && step <= numSteps ? step - 1 : 0,
    playing: pace > 0,
    pace: pace > 0 ? Math.min(PACE.most, Math.max(PACE.least, pace)) : PACE.usual,
    loop: said.get("loop") === "1",
  };
}

export function write({step, playing, pace, loop}) {
  const address = new URL(location.href);
  address.searchParams.set("step", step + 1);
  const set = (name, value) => (value ? address.searchParams.set(name, value) : address.searchParams.delete(name));
  set("play", playing && pace);
  set("loop", loop && 1);
  if (address.href !== location.href) history.replaceState(history.state, "", address);
}
