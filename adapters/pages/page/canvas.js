// Draws the tree: only what is in view, less of each card the further away it is.

import { GAP_X, HEIGHT, LOW, UNALIGNED, UNCOVERED, WIDTH, tone } from "./model.js";

const READABLE = 0.42, VISIBLE = 0.14;
const PILL = 13;

/** A painter for the canvas; `colours()` anew when the theme changes. */
export class Painter {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d", { alpha: false });
    this.colours();
  }

  colours() {
    const style = getComputedStyle(document.documentElement);
    const of = (name) => style.getPropertyValue(`--${name}`).trim();
    this.ink = { back: of("bg"), card: of("surface"), line: of("line"), edge: of("edge"), text: of("ink"), quiet: of("ink-3"), accent: of("accent"), accentInk: of("accent-ink"), sunk: of("sunk"), warn: of("warn") };
    this.tones = { good: of("bar-good"), warn: of("bar-warn"), bad: of("bar-bad"), neutral: of("bar-neutral") };
    this.font = of("font");
  }

  resize() {
    const box = this.canvas.getBoundingClientRect();
    this.ratio = Math.min(window.devicePixelRatio || 1, 2);
    this.width = box.width;
    this.height = box.height;
    this.canvas.width = Math.round(box.width * this.ratio);
    this.canvas.height = Math.round(box.height * this.ratio);
  }

  /** Draws the view {x, y, scale} of a layout. */
  draw(layout, view, { chosen, t }) {
    const c = this.context;
    c.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    c.fillStyle = this.ink.back;
    c.fillRect(0, 0, this.width, this.height);
    c.translate(view.x, view.y);
    c.scale(view.scale, view.scale);
    const left = -view.x / view.scale, top = -view.y / view.scale;
    const seen = { left, top, right: left + this.width / view.scale, bottom: top + this.height / view.scale };
    this.edges(layout, seen, view.scale);
    let drawn = 0;
    for (let at = firstBelow(layout.rows, seen.top - HEIGHT); at < layout.rows.length && layout.rows[at].y < seen.bottom; at++) {
      const node = layout.rows[at];
      if (node.x > seen.right || node.x + WIDTH + GAP_X < seen.left) continue;
      this.card(node, view.scale, node === chosen, t);
      drawn += 1;
    }
    return drawn;
  }

  edges(layout, seen, scale) {
    const c = this.context;
    c.beginPath();
    for (const node of layout.order) {
      if (node.leaf || node.top > seen.bottom || node.bottom + HEIGHT < seen.top) continue;
      const from = node.x + WIDTH, trunk = from + GAP_X - 16, middle = HEIGHT / 2;
      if (from > seen.right) continue;
      c.moveTo(from, node.y + middle);
      c.lineTo(trunk, node.y + middle);
      c.moveTo(trunk, node.top + middle);
      c.lineTo(trunk, node.bottom + middle);
      for (const child of node.under) {
        if (!child.first || child.y > seen.bottom || child.y + HEIGHT < seen.top) continue;
        c.moveTo(trunk, child.y + middle);
        c.lineTo(child.x, child.y + middle);
      }
    }
    c.strokeStyle = this.ink.edge;
    c.lineWidth = Math.max(1.5, 0.7 / scale);
    c.stroke();
  }

  card(node, scale, chosen, t) {
    const c = this.context;
    const colour = this.tones[tone(node.confidence)];
    c.globalAlpha = node.matched ? 1 : 0.45;
    if (scale < VISIBLE) {
      c.fillStyle = colour;
      c.fillRect(node.x, node.y + 4, WIDTH, HEIGHT - 8);
    } else {
      c.fillStyle = this.ink.card;
      c.beginPath();
      c.roundRect(node.x, node.y, WIDTH, HEIGHT, 13);
      c.fill();
      c.strokeStyle = chosen ? this.ink.accent : this.ink.line;
      c.lineWidth = chosen ? 3 : 1;
      c.stroke();
      this.bar(node, colour);
      if (scale >= READABLE) this.words(node, t);
      else this.mark(node, colour);
    }
    if (node.children.length && scale >= VISIBLE) this.pill(node, t, scale);
    c.globalAlpha = 1;
  }

  bar(node, colour) {
    const c = this.context, x = node.x + 14, y = node.y + HEIGHT - 14, width = WIDTH - 28;
    c.fillStyle = this.ink.sunk;
    c.beginPath();
    c.roundRect(x, y, width, 5, 2.5);
    c.fill();
    if (!node.progress) return;
    c.fillStyle = colour;
    c.beginPath();
    c.roundRect(x, y, Math.max(5, width * node.progress), 5, 2.5);
    c.fill();
  }

  /** From afar a card is its colour. */
  mark(node, colour) {
    this.context.fillStyle = colour;
    this.context.fillRect(node.x + 14, node.y + 16, (WIDTH - 28) * 0.7, 14);
    this.context.fillStyle = this.ink.sunk;
    this.context.fillRect(node.x + 14, node.y + 40, (WIDTH - 28) * 0.4, 10);
  }

  words(node, t) {
    const c = this.context;
    c.textBaseline = "alphabetic";
    c.fillStyle = this.ink.text;
    c.font = `600 13.5px ${this.font}`;
    node.lines ??= wrap(c, node.text, WIDTH - 28, 2);
    node.lines.forEach((line, at) => c.fillText(line, node.x + 14, node.y + 24 + at * 18));
    c.font = `12px ${this.font}`;
    c.fillStyle = this.ink.quiet;
    const said = [t.percent(node.progress), ...(node.confidence === null ? [] : [t("map_page.confidence", { n: node.confidence })])].join(" · ");
    const room = WIDTH - 40 - c.measureText(said).width;
    node.name ??= wrap(c, node.owner, room, 1)[0];
    c.fillText(node.name, node.x + 14, node.y + 66);
    c.textAlign = "right";
    c.fillText(said, node.x + WIDTH - 14, node.y + 66);
    c.textAlign = "left";
    if (node.flags & (UNALIGNED | UNCOVERED)) {
      c.fillStyle = this.ink.warn;
      c.beginPath();
      c.arc(node.x + WIDTH - 12, node.y + 12, 4.5, 0, 7);
      c.fill();
    }
    if (node.flags & LOW) {
      c.fillStyle = this.tones.bad;
      c.fillRect(node.x, node.y + 16, 4, HEIGHT - 32);
    }
  }

  /** How many hang below, at the edge where they begin. */
  pill(node, t, scale) {
    const c = this.context, half = pillHalf(node), x = node.x + WIDTH + 4 + half, y = node.y + HEIGHT / 2;
    c.fillStyle = node.open ? this.ink.card : this.ink.accent;
    c.strokeStyle = node.open ? this.ink.edge : this.ink.accent;
    c.lineWidth = 1.5;
    c.beginPath();
    c.roundRect(x - half, y - PILL + 2, half * 2, PILL * 2 - 4, PILL);
    c.fill();
    c.stroke();
    if (scale < READABLE) return;
    c.fillStyle = node.open ? this.ink.quiet : this.ink.accentInk;
    c.font = `600 11.5px ${this.font}`;
    c.textAlign = "center";
    c.textBaseline = "middle";
    c.fillText(node.open ? "−" : t.number(node.below), x, y + 0.5);
    c.textAlign = "left";
  }
}

/** The node at a point of the tree, and whether the point is on the pill that opens it. */
export function nodeAt(layout, x, y) {
  for (const node of layout.rows.slice(firstBelow(layout.rows, y - HEIGHT), firstBelow(layout.rows, y + 1))) {
    const past = x - node.x - WIDTH;
    if (node.children.length && past > 0 && past < 8 + 2 * pillHalf(node) && Math.abs(y - node.y - HEIGHT / 2) < PILL * 1.6) return { node, pill: true };
    if (x >= node.x && x <= node.x + WIDTH && y >= node.y && y <= node.y + HEIGHT) return { node, pill: false };
  }
  return null;
}

const pillHalf = (node) => (node.open ? PILL - 2 : Math.max(PILL - 2, String(node.below).length * 4 + 7));

function firstBelow(column, y) {
  let low = 0, high = column.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (column[middle].y < y) low = middle + 1;
    else high = middle;
  }
  return low;
}

function wrap(context, text, width, most) {
  const pieces = text.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+/g) ?? [""];
  const lines = [];
  let line = "";
  for (const piece of pieces) {
    if (line && context.measureText(line + piece.trimEnd()).width > width) {
      if (lines.length + 1 === most) return [...lines, shorten(context, `${line.trimEnd()}…`, width)];
      lines.push(line.trimEnd());
      line = "";
    }
    line += piece;
  }
  return [...lines, shorten(context, line.trimEnd(), width)];
}

function shorten(context, text, width) {
  let line = text;
  while (line.length > 2 && context.measureText(line).width > width) line = `${line.replace(/…$/, "").slice(0, -1)}…`;
  return line;
}
