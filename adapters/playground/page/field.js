// One input of a form, drawn for its kind: text, lines, number, choice, date, person.

import { h } from "./dom.js";

const SEGMENTS = { most: 11, longest: 3 };
const PILLS = 6;
let count = 0;

/** {element, name, label, read(), fail(sentence), focus(), problem(t), fold(then), unfold()}; `people` are who can be picked, `free` = nothing of the form is required. */
export function field(spec, people, t, { free = false } = {}) {
  const id = `field-${(count += 1)}`;
  const choice = spec.kind === "choice" && spec.options.length <= (short(spec.options) ? SEGMENTS.most : PILLS);
  const input = choice ? pills(spec, id, t) : single(spec, id, people, t);
  const error = h("p", { class: "field-error", id: `${id}-error`, hidden: true });
  const hint = spec.hint ? h("p", { class: "field-hint", id: `${id}-hint` }, spec.hint) : null;
  const name = [spec.label, spec.optional && !free ? h("span", { class: "optional" }, ` ${t("page.optional")}`) : null];
  const label = choice ? h("legend", {}, ...name) : h("label", { for: id }, ...name);
  const described = [hint ? `${id}-hint` : null, `${id}-error`].filter(Boolean).join(" ");
  input.element.setAttribute("aria-describedby", described);
  const element = h(choice ? "fieldset" : "div", { class: `field ${wide(spec, choice) ? "wide" : ""}`, "data-name": spec.name }, label, hint, input.element, error);
  const fail = (sentence) => {
    error.textContent = sentence ?? "";
    error.hidden = !sentence;
    element.classList.toggle("failed", Boolean(sentence));
    if (sentence) input.element.setAttribute("aria-invalid", "true");
    else input.element.removeAttribute("aria-invalid");
  };
  const problem = () => {
    const value = input.read();
    if (!spec.optional && value.trim() === "") return t("page.errors.required");
    const length = [...value].length;
    return length > spec.max_length ? t("page.errors.too_long", { max: spec.max_length, count: length }) : null;
  };
  let unfolded = () => {};
  const fold = (then) => {
    element.hidden = true;
    unfolded = then;
  };
  const unfold = () => {
    element.hidden = false;
    unfolded();
  };
  return { element, name: spec.name, label: spec.label, read: input.read, fail, problem, focus: input.focus, fold, unfold };
}

const short = (options) => options.every((option) => [...option.label].length <= SEGMENTS.longest);
const wide = (spec, choice) => spec.kind === "text" || spec.kind === "lines" || choice;

function pills(spec, id, t) {
  const options = spec.optional && !short(spec.options) ? [...spec.options, { label: t("page.none"), value: "" }] : spec.options;
  const radios = options.map((option) => h("input", { type: "radio", name: id, value: option.value, checked: option.value === spec.value }));
  const element = h("div", { class: short(spec.options) ? "choices segments" : "choices" },
    options.map((option, index) => h("label", {}, radios[index], h("span", {}, option.label))));
  return {
    element,
    read: () => radios.find((radio) => radio.checked)?.value ?? "",
    focus: () => (radios.find((radio) => radio.checked) ?? radios[0])?.focus(),
  };
}

function single(spec, id, people, t) {
  const element = drawn(spec, id, people, t);
  return { element, read: () => element.value, focus: () => element.focus() };
}

function drawn(spec, id, people, t) {
  const common = { id, name: spec.name, value: spec.value, "aria-required": spec.optional ? null : "true" };
  switch (spec.kind) {
    case "lines": {
      const area = h("textarea", { ...common, rows: 3 });
      return area;
    }
    case "number":
      return h("input", { ...common, type: "text", inputmode: "decimal", autocomplete: "off" });
    case "date":
      return h("input", { ...common, type: "date" });
    case "choice":
      return select(spec, common, spec.options, t);
    case "person":
      return select(spec, common, people.map((person) => ({ label: `${person.name} · ${person.team}`, value: person.account })), t);
    default:
      return h("input", { ...common, type: "text", autocomplete: "off" });
  }
}

function select(spec, common, options, t) {
  const { value, ...rest } = common;
  const element = h("select", rest, h("option", { value: "" }, spec.optional ? t("page.none") : t("page.choose")),
    options.map((option) => h("option", { value: option.value }, option.label)));
  element.value = options.some((option) => option.value === value) ? value : "";
  return element;
}
