// A form of a message: sections of inputs and one button; what is wrong stands under the input it concerns.

import { h } from "./dom.js";
import { field } from "./field.js";

export function form(block, use, t) {
  const fields = [];
  const sections = block.sections.map((section) =>
    h("div", { class: "section", role: "group", "aria-label": section.heading || block.title },
      section.heading ? h("h5", {}, section.heading) : null,
      section.note ? h("p", { class: "text quiet" }, section.note) : null,
      h("div", { class: "fields" }, section.fields.map((spec) => {
        const one = field(spec, use.people, t);
        fields.push(one);
        return one.element;
      }))));
  const state = h("span", { class: "form-state", role: "status" });
  const submit = h("button", { type: "submit", class: "button primary" }, block.submit);
  const element = h("form", { class: "form", novalidate: true, "aria-label": block.title, oninput: () => (state.textContent = "") },
    block.title && block.title !== use.title ? h("h4", {}, block.title) : null, ...sections, h("div", { class: "form-end" }, submit, state));

  const show = (errors) => {
    for (const one of fields) one.fail(errors[one.name]);
    fields.find((one) => errors[one.name])?.focus();
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
