// @ts-check
/* What the page does by itself: moving goals, sliding numbers, walking through tables, and
 * pasting from Excel. */

"use strict";

/** The form of a scenario, where that is what is looked at. */
const workbench = /** @type {HTMLFormElement | null} */ (document.querySelector("form.workbench"));

/** Tell the form that something in it was changed.
 * @param {Element} field */
function changed(field) {
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Move a goal up or down, and write the new order in its hidden field.
 * @param {HTMLButtonElement} button */
function move(button) {
  const item = /** @type {HTMLLIElement} */ (button.closest("li"));
  const list = /** @type {HTMLElement} */ (item.parentElement);
  const other = button.dataset.move === "-1" ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (button.dataset.move === "-1") list.insertBefore(item, other);
  else list.insertBefore(other, item);
  reordered(list);
  button.focus();
}

/** Write the order of a list in its hidden field.
 * @param {HTMLElement} list */
function reordered(list) {
  const order = [...list.children].map((one) => /** @type {HTMLElement} */ (one).dataset.place);
  const field = /** @type {HTMLInputElement} */ (
    /** @type {HTMLFormElement} */ (list.closest("form")).elements.namedItem(list.dataset.order || "")
  );
  const was = field.value;
  field.value = order.join(" ");
  stepped([{ field, before: was, after: field.value }]);
  changed(field);
}

/** @type {Element | null} */
let dragged = null;

document.addEventListener("dragstart", (event) => {
  dragged = /** @type {Element} */ (event.target).closest("[data-order] > li");
});

document.addEventListener("dragover", (event) => {
  const over = /** @type {Element} */ (event.target).closest("[data-order] > li");
  if (!dragged || !over || over.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  const half = over.getBoundingClientRect();
  const below = event.clientY > half.top + half.height / 2;
  if (over !== dragged) /** @type {HTMLElement} */ (over.parentElement).insertBefore(dragged, below ? over.nextSibling : over);
});

document.addEventListener("drop", (event) => {
  if (!dragged) return;
  event.preventDefault();
  reordered(/** @type {HTMLElement} */ (dragged.parentElement));
  dragged = null;
});

/** Give the fields of a row of a table.
 * @param {Element} row
 * @returns {HTMLInputElement[]} */
function fieldsOf(row) {
  return [...row.querySelectorAll("input")].filter((one) => one.type !== "checkbox");
}

/** Rows that stand together under their heads. */
const PART = 25;

/** Give the row above or below another, also where another part begins.
 * @param {Element} row
 * @param {boolean} below
 * @returns {Element | null} */
function beside(row, below) {
  const part = row.closest(".part");
  return below
    ? row.nextElementSibling || part?.nextElementSibling?.querySelector("tbody tr") || null
    : row.previousElementSibling || part?.previousElementSibling?.querySelector("tbody tr:last-child") || null;
}

/** Put an empty row under the last of a table to which rows can be added, and give it; none where not.
 * @param {Element} last
 * @returns {Element | null} */
function lengthened(last) {
  const more = last.closest(".filled")?.querySelector("template[data-more]");
  let body = /** @type {HTMLTableSectionElement} */ (last.parentElement);
  if (!(more instanceof HTMLTemplateElement)) return null;
  const number = Number(fieldsOf(last)[0].name.split("/")[1]) + 1;
  if (body.rows.length >= PART) {
    const part = /** @type {Element} */ (body.closest(".part"));
    const next = /** @type {Element} */ (part.cloneNode(true));
    body = /** @type {HTMLTableSectionElement} */ (next.querySelector("tbody"));
    body.replaceChildren();
    part.after(next);
  }
  body.insertAdjacentHTML("beforeend", more.innerHTML.replaceAll("#", String(number)));
  return body.lastElementChild;
}

// Under what is filled in of a table there is always an empty row.
document.addEventListener("input", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !field.value) return;
  const row = field.closest("table.grid tr.new");
  if (row && !beside(row, true)) lengthened(row);
});

/** Say where a field stands in its table.
 * @param {HTMLInputElement} field
 * @returns {{row: Element, column: number} | null} */
function place(field) {
  const row = field.closest("table.grid tbody tr");
  const column = row ? fieldsOf(row).indexOf(field) : -1;
  return row && column >= 0 ? { row, column } : null;
}

document.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest("button[data-move]");
  if (button) move(/** @type {HTMLButtonElement} */ (button));
});

document.addEventListener("keydown", (event) => {
  if (!(event.target instanceof HTMLInputElement) || event.altKey || event.ctrlKey || event.metaKey) return;
  const here = place(event.target);
  if (!here) return;
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const step = steps[/** @type {keyof typeof steps} */ (event.key)];
  if (!step) return;
  const { selectionStart, selectionEnd, value } = event.target;
  if (step[1] === -1 && (selectionStart !== 0 || selectionEnd !== 0)) return;
  if (step[1] === 1 && selectionEnd !== value.length) return;
  event.preventDefault();
  const row = step[0] ? beside(here.row, step[0] > 0) : here.row;
  const next = row && fieldsOf(row)[here.column + step[1]];
  if (next) {
    next.focus();
    next.select();
  }
});

document.addEventListener("paste", (event) => {
  if (!(event.target instanceof HTMLInputElement)) return;
  const here = place(event.target);
  const text = event.clipboardData?.getData("text/plain") || "";
  if (!here || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  /** @type {Filled[]} */
  const filled = [];
  let unpasted = 0;
  /** @type {Element | null} */
  let row = null;
  text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach((line, down) => {
    if (!down) row = here.row;
    else if (row) row = beside(row, true) || lengthened(row);
    const fields = row ? fieldsOf(row) : [];
    line.split("\t").forEach((cell, right) => {
      const field = fields[here.column + right];
      if (!field) unpasted += 1;
      else filled.push({ field, before: field.value, after: (field.value = cell.trim()) });
    });
  });
  const end = filled.at(-1)?.field.closest("tr.new");
  if (end && !beside(end, true)) lengthened(end);
  stepped(filled);
  for (const one of filled) before.set(one.field, one.after);
  const told = event.target.closest("section")?.querySelector(".unpasted");
  if (told instanceof HTMLElement) told.textContent = unpasted ? (told.dataset.says || "").replace("#", String(unpasted)) : "";
  changed(event.target);
});

// A slider moves the number of a sentence or the weight beside it, and is looked at while it moves;
// what is typed waits for its end, and moves its slider.
document.addEventListener("input", (event) => {
  const moved = event.target;
  if (!(moved instanceof HTMLInputElement) || !moved.form) return;
  if (moved.type === "range") {
    event.stopPropagation();
    const { slides, unit = "" } = moved.dataset;
    const shown = Number(moved.value).toLocaleString(document.documentElement.lang) + unit;
    if (slides) /** @type {HTMLInputElement} */ (moved.form.elements.namedItem(slides)).value = shown;
    moved.setAttribute("aria-valuetext", shown);
    const told = moved.parentElement?.querySelector("output");
    if (told) told.value = moved.value;
    moved.dispatchEvent(new Event("slid", { bubbles: true }));
    return;
  }
  const slider = moved.form.querySelector(`input[data-slides="${CSS.escape(moved.name)}"]`);
  const plain = moved.value.replace(/[.,](?=\d{3}(?!\d))/g, "");
  if (slider instanceof HTMLInputElement && /^\d+%?$/.test(plain)) {
    slider.value = plain.replace("%", "");
    slider.setAttribute("aria-valuetext", moved.value);
  }
}, { capture: true });

/** Leave out of what a form says the numbers that were not changed: a country has thousands. What
 * stands in a form that was not saved is sent as a whole.
 * @param {HTMLFormElement} form
 * @param {FormData} said
 * @returns {FormData} */
function changedOf(form, said) {
  if ("whole" in form.dataset) return said;
  const same = new Set();
  for (const field of form.querySelectorAll("input.number, input.ratio, .grid input.words")) {
    if (field instanceof HTMLInputElement && field.value === field.defaultValue) same.add(field.name);
  }
  const changes = new FormData();
  for (const [name, value] of said) if (!same.has(name)) changes.append(name, value);
  return changes;
}

// A look ahead is asked from beside its form: htmx would look up each of thousands of fields among
// all those before it.
document.addEventListener("htmx:configRequest", (event) => {
  const asked = /** @type {CustomEvent} */ (event).detail;
  const looks = asked.elt.id === "look";
  const form = looks ? workbench : asked.elt.closest(".workbench");
  if (form) asked.parameters = changedOf(form, looks ? new FormData(form) : asked.formData);
});

/** Say what is the matter with a field of the field, too.
 * @param {Element} preview */
function faultsOf(preview) {
  for (const field of document.querySelectorAll("[aria-describedby^=fault]")) {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
  for (const fault of preview.querySelectorAll("[data-field]")) {
    const field = document.getElementById(/** @type {HTMLElement} */ (fault).dataset.field || "");
    field?.setAttribute("aria-invalid", "true");
    field?.setAttribute("aria-describedby", fault.id);
  }
}

/** Milliseconds for which nothing stands where it is read out, so that the same is said again: who
 * hears nothing does not know that it was computed. */
const HEARD_ANEW = 100;

/** Have something read out, in the order in which it stands.
 * @param {Iterable<Element>} told */
function readOut(told) {
  const heard = /** @type {Element} */ (document.getElementById("heard"));
  const said = [...told].map((one) => (one.textContent || "").replace(/\s+/g, " ").trim()).join(" ");
  heard.textContent = "";
  setTimeout(() => { heard.textContent = said; }, HEARD_ANEW);
}

/** Say in short what a change does to who has the page read out, and not each of a hundred numbers.
 * @param {Element} preview */
function previewed(preview) {
  faultsOf(preview);
  readOut(preview.querySelectorAll(".outcome, .findings, .outlined"));
}

/** Tell the form that other fields stand in a place, and go on in them.
 * @param {Element} filled
 * @param {Element} asked Who asked for them. */
function filledAnew(filled, asked) {
  changed(filled);
  const again = asked.id ? document.getElementById(asked.id) : null;
  const inside = again?.parentElement?.previousElementSibling || filled;
  if (again instanceof HTMLSelectElement) again.focus();
  else /** @type {HTMLElement | null} */ (inside.querySelector("input:not([type=hidden]), select"))?.focus();
}

/** How far a job was, as it came last.
 * @type {string} */
let progress = "";

/** Milliseconds between two times that is read out how far a job is: it goes on faster than that is said. */
const FAR_ANEW = 10_000;

/** How far a job was when it was read out last, and when that was. */
const far = { said: "", at: Date.now() };

// What is as it was is not said again to who has the page read out, nor what does not change.
document.addEventListener("htmx:beforeSwap", (event) => {
  const swap = /** @type {CustomEvent} */ (event).detail;
  const shown = /** @type {Element} */ (swap.target);
  if (shown.id !== "progress") return;
  const told = shown.querySelector(".outcome");
  const said = told?.textContent || "";
  if (told && said !== far.said && Date.now() - far.at >= FAR_ANEW) {
    Object.assign(far, { said, at: Date.now() });
    readOut([told]);
  }
  if (swap.serverResponse === progress) swap.shouldSwap = false;
  progress = swap.serverResponse;
});

// A table comes in as it is: htmx would look at each of its thousands of cells, several times, and
// only the link below its fields is anything to it.
document.addEventListener("htmx:beforeSwap", (event) => {
  const swap = /** @type {CustomEvent} */ (event).detail;
  const table = /** @type {Element} */ (swap.target);
  if (!swap.shouldSwap || !table.matches("#preview, .filled[id^=table-]")) return;
  swap.shouldSwap = false;
  table.innerHTML = swap.serverResponse;
  if (table.id === "preview") return previewed(table);
  for (const link of table.querySelectorAll("p > a")) /** @type {any} */ (window).htmx.process(link);
  filledAnew(table, swap.requestConfig.elt);
});

// Another form of an agreement can say something else, and who asked for it goes on in it.
document.addEventListener("htmx:afterSwap", (event) => {
  const filled = /** @type {Element} */ (event.target);
  if (filled.matches(".filled")) filledAnew(filled, /** @type {CustomEvent} */ (event).detail.requestConfig.elt);
});

// A form in which something was changed is not left by accident.
if (workbench) {
  let unsaved = false;
  for (const kind of ["input", "slid"]) {
    workbench.addEventListener(kind, (event) => {
      const field = /** @type {HTMLInputElement} */ (event.target);
      if (field.name !== "baseline") unsaved = true;
    });
  }
  workbench.addEventListener("submit", () => {
    unsaved = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}

// Why a number is what it is stands beside its table, or below it on a phone: there it is gone to.
// Of a country there are thousands of numbers: one listener asks for all of them.
document.addEventListener("click", (event) => {
  const asked = /** @type {Element} */ (event.target).closest("a.why");
  const panel = asked?.closest(".beside")?.querySelector(".why-panel");
  const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!(asked instanceof HTMLAnchorElement) || !(panel instanceof HTMLElement) || elsewhere) return;
  event.preventDefault();
  for (const one of document.querySelectorAll("a.why[aria-current]")) one.removeAttribute("aria-current");
  asked.setAttribute("aria-current", "true");
  panel.textContent = panel.dataset.waits || "";
  readOut([panel]);
  panel.scrollIntoView({ block: "nearest" });
  /** @type {any} */ (window).htmx.ajax("GET", asked.href, { source: panel, target: panel });
});

document.addEventListener("htmx:afterSwap", (event) => {
  const panel = /** @type {Element} */ (event.target);
  if (panel.matches(".why-panel")) {
    panel.scrollIntoView({ block: "nearest" });
    readOut(panel.querySelectorAll(":scope > p, .bounds > *"));
  }
  if (panel.matches(".later")) lookUp();
});

/** Write a name without what people leave out of it.
 * @param {string | null} name */
const plain = (name) => (name || "").normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().trim();

/** Show in long tables and on the map who is looked up; everybody where nobody is. */
function lookUp() {
  const finder = document.querySelector(".find");
  const field = finder?.querySelector("input"), told = finder?.querySelector("[role=status]");
  if (!field || !(told instanceof HTMLElement)) return;
  const sought = plain(field.value);
  const tables = [...document.querySelectorAll(".tall tbody")].map((body) => [...body.querySelectorAll("tr:not(.total)")]);
  for (const row of tables.flat()) {
    row.classList.toggle("passed", !plain((row.querySelector("th") || row).textContent).includes(sought));
  }
  for (const place of document.querySelectorAll(".map .place")) {
    place.classList.toggle("found", sought !== "" && plain(place.textContent).includes(sought));
  }
  const [first] = tables, found = first.filter((row) => !row.matches(".passed"));
  const said = (told.dataset.says || "").replace("##", String(first.length)).replace("#", String(found.length));
  told.textContent = sought ? said : "";
}

document.addEventListener("input", (event) => {
  if (/** @type {Element} */ (event.target).closest(".find")) lookUp();
});
