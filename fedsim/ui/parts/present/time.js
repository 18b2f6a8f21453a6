// What takes time: one clock for all that moves, which can be stopped as a whole.

import {reduced} from "../common.js";

const ease = share => (share < 0.5 ? 4 * share ** 3 : 1 - (-2 * share + 2) ** 3 / 2);

export class Clock {
  #stops = new Set();

  // Call `draw` with a share from 0 to 1 for so long; true once it came to its end, false where it was stopped.
  // Where movement is not wanted the end is drawn at once.
  animate(ms, draw, {smooth = true} = {}) {
    if (reduced() || ms <= 0) {
      draw(1);
      return Promise.resolve(true);
    }
    return this.#until((done, onFrame) => {
      const start = performance.now();
      const frame = now => {
        const share = Math.min(1, Math.max(0, now - start) / ms);
        draw(smooth ? ease(share) : share);
        share < 1 ? onFrame(requestAnimationFrame(frame)) : done(true);
      };
      onFrame(requestAnimationFrame(frame));
    }, cancelAnimationFrame);
  }

  // True after so long; at once where movement is not wanted, unless it is a time to read.
  wait(ms, {toRead = false} = {}) {
    if (reduced() && !toRead) return Promise.resolve(true);
    return this.#until((done, onTimer) => onTimer(setTimeout(() => done(true), ms)), clearTimeout);
  }

  stop() {
    for (const each of [...this.#stops]) each();
  }

  #until(begin, cancel) {
    return new Promise(resolve => {
      let handle;
      const done = ended => {
        this.#stops.delete(stop);
        resolve(ended);
      };
      const stop = () => {
        cancel(handle);
        done(false);
      };
      this.#stops.add(stop);
      begin(done, each => (handle = each));
    });
  }
}
