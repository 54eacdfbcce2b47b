// @ts-check
/* Taking back what was changed in a scenario: a number, a choice, a slider, an order, what was pasted. */

"use strict";

/** @typedef {HTMLInputElement | HTMLSelectElement} Field */
/** @typedef {{field: Field, before: string, after: string}} Filled */

/** What was changed, the last behind.
 * @type {Filled[][]} */
const steps = [];

/** What fields said before they were changed.
 * @type {WeakMap<Field, string>} */
const before = new WeakMap();

/** @param {Field} field */
const said = (field) => (field.type === "checkbox" ? String(/** @type {HTMLInputElement} */ (field).checked) : field.value);

/** Give what a field said when the page came.
 * @param {Field} field */
function atFirst(field) {
  if (field instanceof HTMLInputElement) return field.type === "checkbox" ? String(field.defaultChecked) : field.defaultValue;
  return ([...field.options].find((one) => one.defaultSelected) || field.options[0])?.value || "";
}

/** Give a field of the form with what moves with it: a slider and its number.
 * @param {Field} field
 * @returns {Field[]} */
function together(field) {
  const slides = field.dataset.slides;
  const other = slides
    ? workbench?.elements.namedItem(slides)
    : workbench?.querySelector(`input[data-slides="${CSS.escape(field.name)}"]`);
  return other instanceof HTMLInputElement ? [other, field] : [field];
}

/** Remember a step, which can be taken back.
 * @param {Filled[]} step */
function stepped(step) {
  const kept = step.filter((one) => one.before !== one.after);
  if (kept.length) steps.push(kept);
  const back = workbench?.querySelector("[data-undo]");
  if (back instanceof HTMLButtonElement) back.disabled = !steps.length;
}

/** Take the last step back whose fields are still there, and say nothing where there is none. */
function undone() {
  let last = steps.pop();
  while (last && !last.every((one) => one.field.isConnected)) last = steps.pop();
  for (const { field, before: was } of last || []) {
    if (field.type === "checkbox") /** @type {HTMLInputElement} */ (field).checked = was === "true";
    else field.value = was;
    before.set(field, was);
    const list = field.name && document.querySelector(`[data-order="${CSS.escape(field.name)}"]`);
    for (const at of list ? was.trim().split(/\s+/) : []) list?.append(list.querySelector(`[data-place="${at}"]`) || "");
    const told = field.parentElement?.querySelector("output");
    if (told) told.value = was;
  }
  if (last) changed(last[0].field);
  stepped([]);
}

for (const kind of ["focusin", "pointerdown"]) {
  document.addEventListener(kind, ({ target: field }) => {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement) || field.form !== workbench) return;
    for (const one of together(field)) before.set(one, said(one));
  });
}

document.addEventListener("change", ({ target: field }) => {
  if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement) || field.form !== workbench) return;
  stepped(together(field).map((one) => ({ field: one, before: before.get(one) ?? atFirst(one), after: said(one) })));
  for (const one of together(field)) before.set(one, said(one));
});

// What is being typed a browser takes back by itself, letter by letter.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!workbench || event.key !== "z" || event.shiftKey || !(event.ctrlKey || event.metaKey)) return;
  if (field instanceof HTMLInputElement && field.type === "text" && before.get(field) !== field.value) return;
  event.preventDefault();
  undone();
});

document.addEventListener("click", (event) => {
  if (/** @type {Element} */ (event.target).closest("[data-undo]")) undone();
});
