// Going on by itself: each beat stays for the pace, and until what moves in it has come to its end.

const AFTER_A_TOUCH_S = 20;

export class Autoplay {
  on = false;

  constructor(stage) {
    this.stage = stage;
  }

  get asked() {
    return {playing: this.on, pace: this.pace, loop: this.loop};
  }

  begin({playing, pace, loop}) {
    Object.assign(this, {on: playing, pace, loop});
  }

  set(how) {
    Object.assign(this, how);
    this.stage.rewrite();
    this.#wait();
  }

  toggle() {
    this.set({on: !this.on});
  }

  // A beat has begun; `done` resolves when nothing moves any more.
  shown(done) {
    const mine = (this.beat = {});
    this.moving = true;
    this.#wait();
    done.then(() => {
      if (this.beat !== mine) return;
      this.moving = false;
      if (this.due) this.#goOn();
    });
  }

  // Somebody has used a key, the mouse or a finger: it waits, so that a visitor to a stand is not cut short.
  touched() {
    if (this.on) this.#wait(Math.max(this.pace, AFTER_A_TOUCH_S));
  }

  remove() {
    this.on = false;
    clearTimeout(this.timer);
  }

  #wait(seconds = this.pace) {
    clearTimeout(this.timer);
    this.due = false;
    if (this.on) this.timer = setTimeout(() => (this.moving ? (this.due = true) : this.#goOn()), 1000 * seconds);
  }

  #goOn() {
    const {stage} = this;
    if (!this.on) return;
    if (stage.overview.isOpen || stage.share.isOpen) this.#wait();
    else if (stage.step + 1 < stage.data.steps.length || stage.beat + 1 < stage.numBeats) stage.next();
    else if (this.loop) stage.restart();
    else this.set({on: false});
  }
}
