// Keys, wherever the focus is: what an element needs for itself (a slider's arrows, a button's space) stays its own.

const MOVES = /^(Arrow|Page|Home|End)/;
const OWN_MOVES = "input, select, textarea";
const OWN_SPACE = "input, select, textarea, button, a[href], summary";

export class Keys {
  constructor(stage) {
    this.stage = stage;
    this.on = event => this.press(event);
    this.left = event => this.release(event);
    this.full = () => (this.fullChanged = performance.now());
    addEventListener("keydown", this.on);
    stage.root.addEventListener("pointerup", this.left);
    document.addEventListener("fullscreenchange", this.full);
  }

  press(event) {
    const {stage} = this;
    stage.autoplay.touched();
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = this.actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || this.isTaken(event)) return;
    event.preventDefault();
    act();
  }

  // Whether an open dialog or the element in focus has a use for the key; the browser's own Esc closes a dialog.
  isTaken(event) {
    const {overview, share} = this.stage;
    if (overview.isOpen || share.isOpen) return !["o", "q"].includes(event.key.toLowerCase());
    const at = event.composedPath()[0];
    const own = event.key === " " ? OWN_SPACE : MOVES.test(event.key) ? OWN_MOVES : null;
    return Boolean(own && at.matches?.(own));
  }

  get actions() {
    const {stage} = this;
    return {
      ArrowRight: () => stage.next(),
      PageDown: () => stage.next(),
      ArrowLeft: () => stage.back(),
      PageUp: () => stage.back(),
      Home: () => stage.go(0),
      End: () => stage.go(stage.data.steps.length - 1),
      " ": () => (stage.autoplay.on ? stage.autoplay.toggle() : stage.next()),
      f: () => stage.fullScreen(),
      o: () => stage.overview.toggle(),
      n: () => stage.notes.toggle(),
      l: () => stage.speakNext(),
      p: () => stage.autoplay.toggle(),
      q: () => stage.share.toggle(),
      Escape: () => this.escape(),
    };
  }

  // The Esc that ended the full screen does not leave the page as well.
  escape() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (!(performance.now() - this.fullChanged < 700)) this.stage.leave();
  }

  // After a mouse or a finger the keys are the stage's again; who came by keyboard keeps the focus.
  release(event) {
    this.stage.autoplay.touched();
    if (!event.composedPath().some(each => each instanceof HTMLDialogElement))
      setTimeout(() => this.stage.root.focus({preventScroll: true}));
  }

  remove() {
    removeEventListener("keydown", this.on);
    document.removeEventListener("fullscreenchange", this.full);
  }
}
