/* A board to draw on. Its state `strokes` is a list of lines, each a list of points [x, y] as shares of the board.

data: {label, clear, undo}: words. */

import { put } from "./common.js";

const STEP = 0.004; // of the board: a point that is nearer to the last one adds nothing
const MOST = 4000; // points in all
const boards = new WeakMap();

function build(parentElement) {
  const root = put(parentElement, "div", "draw");
  const canvas = put(root, "canvas", "board"), row = put(root, "div", "row");
  const board = { canvas, undo: put(row, "button", "undo"), clear: put(row, "button", "clear"), lines: [], line: null };
  canvas.width = canvas.height = 560;
  canvas.setAttribute("role", "img");
  const at = (event) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [(event.clientX - left) / width, (event.clientY - top) / height].map((one) => Math.min(1, Math.max(0, one)));
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    board.lines.push((board.line = [at(event)]));
    paint(board);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!board.line || board.lines.flat().length > MOST) return;
    const [x, y] = at(event), [lastX, lastY] = board.line.at(-1);
    if (Math.hypot(x - lastX, y - lastY) > STEP) board.line.push([x, y]);
    paint(board);
  });
  const lift = () => {
    if (board.line) tell(board);
    board.line = null;
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  board.undo.addEventListener("click", () => (board.lines.pop(), tell(board)));
  board.clear.addEventListener("click", () => ((board.lines = []), tell(board)));
  return board;
}

function tell(board) {
  paint(board);
  board.set("strokes", board.lines.map((line) => line.map((point) => point.map((one) => Math.round(one * 1e4) / 1e4))));
}

function paint({ canvas, lines, undo, clear }) {
  const pen = canvas.getContext("2d"), side = canvas.width;
  pen.clearRect(0, 0, side, side);
  pen.strokeStyle = getComputedStyle(canvas).color;
  pen.lineWidth = side / 14;
  pen.lineCap = pen.lineJoin = "round";
  for (const line of lines) {
    pen.beginPath();
    pen.moveTo(line[0][0] * side, line[0][1] * side);
    for (const [x, y] of line) pen.lineTo(x * side, y * side + 0.01);
    pen.stroke();
  }
  undo.disabled = clear.disabled = !lines.length;
}

export default function ({ parentElement, data, setStateValue }) {
  if (!boards.has(parentElement)) boards.set(parentElement, build(parentElement));
  const board = boards.get(parentElement);
  board.set = setStateValue;
  board.canvas.setAttribute("aria-label", data.label);
  board.undo.textContent = data.undo;
  board.clear.textContent = data.clear;
  paint(board);
}
