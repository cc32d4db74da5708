// Moves the view: drag, wheel, pinch, buttons and keys; it glides on after a drag and never runs away from the tree.

const NEAREST = 2.2, FURTHEST = 0.02;

/** Calls `moved()` whenever the view {x, y, scale} changes, `tapped(x, y)` for a press that was no drag. */
export class Camera {
  constructor(canvas, { moved, tapped }) {
    this.canvas = canvas;
    this.moved = moved;
    this.x = this.y = 0;
    this.scale = 1;
    this.size = { width: 0, height: 0 };
    this.pointers = new Map();
    this.speed = { x: 0, y: 0 };
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, (event) => this.up(event, tapped));
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top, time: event.timeStamp };
  }

  down(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, this.at(event));
    this.start = this.at(event);
    this.dragged = this.pointers.size > 1;
    this.speed = { x: 0, y: 0 };
  }

  move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = this.at(event);
    if (this.pointers.size === 2) {
      const other = [...this.pointers].find(([id]) => id !== event.pointerId)[1];
      const was = Math.hypot(before.x - other.x, before.y - other.y), is = Math.hypot(now.x - other.x, now.y - other.y);
      if (was > 0) this.zoom(is / was, (now.x + other.x) / 2, (now.y + other.y) / 2);
    }
    const share = this.pointers.size === 2 ? 0.5 : 1;
    if (Math.hypot(now.x - this.start.x, now.y - this.start.y) > 5) this.dragged = true;
    if (this.dragged) this.pan((now.x - before.x) * share, (now.y - before.y) * share);
    const passed = Math.max(1, now.time - before.time);
    this.speed = { x: (now.x - before.x) / passed, y: (now.y - before.y) / passed };
    this.pointers.set(event.pointerId, now);
  }

  up(event, tapped) {
    if (!this.pointers.delete(event.pointerId)) return;
    if (this.pointers.size) return;
    if (!this.dragged && event.type === "pointerup") tapped(...this.inTree(this.start.x, this.start.y));
    else if (event.timeStamp - this.start.time > 0) this.glide();
  }

  glide() {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const step = () => {
      this.speed = { x: this.speed.x * 0.93, y: this.speed.y * 0.93 };
      if (this.pointers.size || Math.hypot(this.speed.x, this.speed.y) < 0.02) return;
      this.pan(this.speed.x * 16, this.speed.y * 16);
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  /** A pinch on a touchpad and the notch of a mouse wheel zoom; two fingers move. */
  wheel(event) {
    event.preventDefault();
    const { x, y } = this.at(event);
    const notch = event.deltaX === 0 && (event.deltaMode !== 0 || Math.abs(event.deltaY) >= 80);
    if (event.ctrlKey || event.metaKey || notch) this.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016)), x, y);
    else this.pan(-event.deltaX, -event.deltaY);
  }

  pan(x, y) {
    this.x += x;
    this.y += y;
    this.held();
  }

  zoom(factor, x = this.canvas.clientWidth / 2, y = this.canvas.clientHeight / 2) {
    const scale = Math.min(NEAREST, Math.max(FURTHEST, this.scale * factor));
    this.x = x - (x - this.x) * (scale / this.scale);
    this.y = y - (y - this.y) * (scale / this.scale);
    this.scale = scale;
    this.held();
  }

  /** Some of the tree stays in view. */
  held() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const keep = 120;
    this.x = Math.min(width - keep, Math.max(keep - this.size.width * this.scale, this.x));
    this.y = Math.min(height - keep, Math.max(keep - this.size.height * this.scale, this.y));
    this.moved();
  }

  /** The whole tree, but no closer than life and, unless `all`, no further than one can read. */
  fit(size, all = false) {
    this.size = size;
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const margin = width < 700 ? 16 : 40;
    const whole = Math.min((width - 2 * margin) / Math.max(1, size.width), (height - 2 * margin) / Math.max(1, size.height));
    this.scale = Math.min(1, all ? Math.max(FURTHEST, whole) : Math.max(0.75, whole));
    this.x = Math.max(margin, (width - size.width * this.scale) / 2);
    this.y = (height - size.height * this.scale) / 2;
    if (size.height * this.scale > height) this.y = all ? margin : Math.min(margin, height / 2 - (size.first ?? 0) * this.scale);
    this.moved();
  }

  /** Brings a place of the tree into the middle. */
  show(x, y) {
    this.x = this.canvas.clientWidth * 0.4 - x * this.scale;
    this.y = this.canvas.clientHeight / 2 - y * this.scale;
    this.moved();
  }

  inTree(x, y) {
    return [(x - this.x) / this.scale, (y - this.y) / this.scale];
  }
}
