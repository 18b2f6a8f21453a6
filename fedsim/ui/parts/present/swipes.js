// A finger drawn sideways goes to the next step or back; on a slider it is the slider's.

const FAR_PX = 55;

export function swipes(element, {next, back}) {
  let from = null;
  element.addEventListener("touchstart", event => {
    const own = event.composedPath().some(each => each instanceof Element && each.matches("input, dialog"));
    from = event.touches.length === 1 && !own ? event.touches[0] : null;
  }, {passive: true});
  element.addEventListener("touchend", event => {
    if (!from) return;
    const to = event.changedTouches[0];
    const [along, across] = [to.clientX - from.clientX, to.clientY - from.clientY];
    from = null;
    if (Math.abs(along) < FAR_PX || Math.abs(along) < 2 * Math.abs(across)) return;
    along < 0 ? next() : back();
  }, {passive: true});
}
