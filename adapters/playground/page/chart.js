// Draws progress bars and small series.

import { h, svg, together } from "./dom.js";

/** A bar; what is not known is drawn as an empty, dashed one and said so, never as zero. */
export function progress(block, t) {
  const known = block.share !== null;
  const percent = known ? Math.round(block.share * 100) : null;
  const value = known ? `${percent}%` : t("page.unknown");
  const bar = h("span", { class: "bar-fill" });
  if (known) bar.style.width = `${Math.min(100, Math.max(0, block.share * 100))}%`;
  return h("div", { class: `progress tone-${block.tone}` },
    h("div", { class: "progress-text" },
      h("span", { class: "progress-label" }, block.label),
      h("span", { class: "progress-note" }, together(block.note || value))),
    h("div", {
      class: known ? "bar" : "bar unknown", role: "progressbar", "aria-label": block.label, "aria-valuemin": known ? 0 : null,
      "aria-valuemax": known ? 100 : null, "aria-valuenow": percent, "aria-valuetext": block.note ? `${value}, ${block.note}` : value,
    }, bar));
}

const WIDTH = 168;
const HEIGHT = 40;
const EDGE = 5;

/** What goes from 0 to 1 is a share of all. */
const shown = (value, { low, high }) => (low === 0 && high === 1 ? `${Math.round(value * 100)}%` : String(value));

/** A small line, broken where there was no value; the last value stands beside it. */
export function trend(block, t) {
  const step = block.points.length > 1 ? (WIDTH - 2 * EDGE) / (block.points.length - 1) : 0;
  const span = block.high - block.low || 1;
  const at = (value, index) => [
    EDGE + index * step,
    HEIGHT - EDGE - ((Math.min(block.high, Math.max(block.low, value)) - block.low) / span) * (HEIGHT - 2 * EDGE),
  ];
  const marks = [svg("line", { class: "trend-middle", x1: 0, x2: WIDTH, y1: HEIGHT / 2, y2: HEIGHT / 2 })];
  let path = "";
  let last = null;
  block.points.forEach((value, index) => {
    if (value === null) {
      marks.push(svg("circle", { class: "trend-gap", cx: EDGE + index * step, cy: HEIGHT - EDGE, r: 1.6 }));
      return;
    }
    const [x, y] = at(value, index);
    path += `${index && block.points[index - 1] !== null ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    last = { x, y, value };
    if (block.points[index - 1] == null && block.points[index + 1] == null) marks.push(svg("circle", { class: "trend-dot", cx: x, cy: y, r: 2 }));
  });
  marks.push(svg("path", { class: "trend-line", d: path }));
  if (last) marks.push(svg("circle", { class: "trend-last", cx: last.x, cy: last.y, r: 3.4 }));
  const values = block.points.map((value) => (value === null ? t("page.no_value") : shown(value, block))).join(", ");
  return h("div", { class: "trend" },
    h("span", { class: "trend-label" }, block.label),
    svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": t("page.trend", { label: block.label, values }) }, ...marks),
    h("span", { class: "trend-value" }, last ? shown(last.value, block) : t("page.unknown")));
}
