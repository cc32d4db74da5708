// A form of a message: sections of inputs and one button; what is wrong stands under the input it concerns.

import { h, icon, ICONS, together } from "./dom.js";
import { field } from "./field.js";

export function form(block, use, t) {
  const fields = [];
  const free = block.sections.every((section) => section.fields.every((spec) => spec.optional)); // then it goes without saying
  const sections = block.sections.map((section) => {
    const here = section.fields.map((spec) => field(spec, use.people, t, { free }));
    fields.push(...here);
    return h("div", { class: "section", role: "group", "aria-label": section.heading || block.title },
      section.heading ? h("h5", {}, section.heading) : null,
      section.note ? h("p", { class: "text quiet" }, together(section.note)) : null,
      h("div", { class: "fields" }, here.map((one) => one.element)), folded(section, here));
  });
  const state = h("span", { class: "form-state", role: "status" });
  const submit = h("button", { type: "submit", class: "button primary" }, block.submit);
  const element = h("form", { class: "form", novalidate: true, "aria-label": block.title, oninput: () => (state.textContent = "") },
    block.title && block.title !== use.title ? h("h4", {}, block.title) : null, ...sections, h("div", { class: "form-end" }, submit, state));

  const show = (errors) => {
    for (const one of fields) one.fail(errors[one.name]);
    const wrong = fields.find((one) => errors[one.name]);
    wrong?.unfold();
    wrong?.focus();
  };

  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.getAttribute("aria-busy") === "true") return;
    const problems = Object.fromEntries(fields.map((one) => [one.name, one.problem()]).filter(([, problem]) => problem));
    show(problems);
    if (Object.keys(problems).length) return;
    const outcome = await use.fill(block.fill, Object.fromEntries(fields.map((one) => [one.name, one.read()])), submit);
    if (outcome === null) return;
    show(outcome.errors);
    state.textContent = Object.keys(outcome.errors).length ? "" : t("page.sent");
  });
  return element;
}

/** Beside figures, a line of words that may be left out waits behind its name until somebody wants it. */
function folded(section, here) {
  if (section.fields.every((spec) => spec.kind === "text" || spec.kind === "lines")) return null;
  const waiting = here.filter((_, at) => section.fields[at].kind === "text" && section.fields[at].optional && !section.fields[at].value);
  if (!waiting.length) return null;
  return h("div", { class: "folded" }, waiting.map((one) => {
    const button = h("button", { type: "button", class: "button small", onclick: () => { one.unfold(); one.focus(); } }, icon(ICONS.plus), one.label);
    one.fold(() => button.remove());
    return button;
  }));
}
