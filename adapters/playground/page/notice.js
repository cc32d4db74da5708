// Short notices: shown for a while, and told to screen readers.

const LONG = 5000;

export class Notice {
  #timer = null;

  constructor(app, toast, live) {
    Object.assign(this, { app, toast, live });
  }

  show(text, bad = false) {
    this.toast.textContent = text;
    this.toast.classList.toggle("bad", bad);
    this.toast.classList.add("shown");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.toast.classList.remove("shown"), LONG);
  }

  problem(error) {
    const key = `page.errors.${error.code ?? "network"}`;
    this.show(this.app.t.has(key) ? this.app.t(key) : this.app.t("page.errors.network"), true);
  }

  speak(text) {
    this.live.textContent = text;
  }
}
