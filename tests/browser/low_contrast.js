// The texts on a page whose contrast with their ground is below 4.5. A slider's value stands above its thumb, not on it;
// a square that shows a colour is no text.
() => {
  const parse = text => { const m = text.match(/[\d.]+/g).map(Number); return [m[0], m[1], m[2], m.length > 3 ? m[3] : 1]; };
  const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const luminance = c => [0.2126, 0.7152, 0.0722].reduce((sum, w, i) => {
    const v = c[i] / 255; return sum + w * (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); }, 0);
  const ratio = (a, b) => { const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p); return (x + .05) / (y + .05); };
  const bad = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const words = walker.currentNode.textContent.trim(), element = walker.currentNode.parentElement;
    if (!/[\p{L}\p{N}]/u.test(words) || !element.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    if (element.closest('[disabled], [aria-disabled="true"], style, script, noscript, canvas, [data-testid="stIconMaterial"], [data-testid="stSliderThumbValue"]')) continue;
    const box = element.getBoundingClientRect(); if (!box.width || !box.height) continue;
    const chain = []; for (let e = element; e; e = e.parentElement) chain.push(e);
    let ground = [255, 255, 255, 1], opacity = 1;
    for (const e of chain.reverse()) {
      const style = getComputedStyle(e); opacity *= Number(style.opacity);
      ground = over(parse(style.backgroundColor), ground);
    }
    const ink = parse(getComputedStyle(element).color); ink[3] *= opacity;
    const found = ratio(over(ink, ground), ground);
    if (found < 4.5) bad.set(words.slice(0, 40), found.toFixed(2) + ' ' + getComputedStyle(element).color + ' on ' + ground.slice(0,3).map(Math.round));
  }
  return [...bad].map(([words, what]) => words + ': ' + what);
}
