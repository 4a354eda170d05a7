// Entry of figures: lists that open while one types, findings that mark their fields, text that is copied.
"use strict";
const listOf = (field) => document.getElementById(field.getAttribute("aria-controls"));
const options = (field) => [...listOf(field).querySelectorAll("[role=option]")];
const close = (field) => {
  listOf(field).hidden = true;
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
};
const choose = (field, option) => {
  field.value = option.dataset.label;
  close(field);
  field.dispatchEvent(new Event("change", { bubbles: true }));
};
const go = (field, step) => {
  const all = options(field);
  if (!all.length) return;
  const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const next = (now + step + all.length) % all.length;
  all.forEach((option, place) => option.setAttribute("aria-selected", String(place === next)));
  field.setAttribute("aria-activedescendant", all[next].id);
  all[next].scrollIntoView({ block: "nearest" });
};
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches?.("[role=combobox]")) return;
  const isOpen = !listOf(field).hidden;
  const chosen = options(field).find((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" && isOpen) { event.preventDefault(); go(field, 1); }
  else if (event.key === "ArrowUp" && isOpen) { event.preventDefault(); go(field, -1); }
  else if (event.key === "Enter" && isOpen && chosen) { event.preventDefault(); choose(field, chosen); }
  else if (event.key === "Escape" && isOpen) { event.preventDefault(); close(field); }
});
// A field that is left while its list is clicked would save what was half typed: the press is taken before that.
document.addEventListener("mousedown", (event) => {
  const option = event.target.closest?.(".entry-option");
  if (!option) return;
  event.preventDefault();
  choose(document.querySelector(`[aria-controls="${option.parentElement.id}"]`), option);
});
document.addEventListener("focusout", (event) => { if (event.target.matches?.("[role=combobox]")) close(event.target); });
document.addEventListener("htmx:afterSwap", (event) => {
  const list = event.target;
  if (!list.classList?.contains("entry-list")) return;
  const field = document.querySelector(`[aria-controls="${list.id}"]`);
  if (document.activeElement !== field) return;
  list.hidden = false;
  field.setAttribute("aria-expanded", "true");
});
// Only what was typed here is sent, so that a cell somebody else has changed is not sent back in its old state.
const isTyped = (field) => field.tagName === "SELECT"
  ? [...field.options].some((option) => option.selected !== option.defaultSelected)
  : field.value !== field.defaultValue;
const fieldsOf = (form) => [...form.querySelectorAll(".entry-field input, .entry-field select")];
document.addEventListener("htmx:configRequest", (event) => {
  const form = event.target.closest?.("form[data-entry]");
  if (!form || event.detail.verb !== "post") return;
  // Leaving a row's last field brings the focus to its button, and htmx sends that along: only a press takes a row out.
  if (event.detail.triggeringEvent?.type === "change") delete event.detail.parameters.act;
  for (const field of fieldsOf(form)) if (!isTyped(field)) event.detail.parameters.delete?.(field.name) ?? delete event.detail.parameters[field.name];
  form.sent = fieldsOf(form).map((field) => [field, field.value]);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form[data-entry]");
  if (!form || !form.sent || !event.detail.successful) return;
  if (form.querySelector(".entry-found .alert")) return;
  for (const [field, value] of form.sent) {
    if (field.tagName === "SELECT") for (const option of field.options) option.defaultSelected = option.value === value;
    else field.defaultValue = value;
  }
});
// What was found about a field is told under it; what is left, about the row as a whole, stays below the row.
const place = (form) => {
  const found = form.querySelector(".entry-found[data-fresh]");
  if (!found) return;
  delete found.dataset.fresh;
  form.querySelectorAll(".entry-slot").forEach((slot) => slot.replaceChildren());
  for (const note of [...found.querySelectorAll(".entry-note")]) {
    const slot = [...form.querySelectorAll(".entry-slot")].find((one) => one.dataset.slot === note.dataset.column);
    slot?.append(note);
  }
  for (const field of fieldsOf(form)) {
    const note = document.getElementById(`t-${form.dataset.entry}-${field.name}`);
    const isWrong = note !== null && "wrong" in note.dataset;
    field.classList.toggle("is-invalid", isWrong);
    if (isWrong) field.setAttribute("aria-invalid", "true"); else field.removeAttribute("aria-invalid");
    if (note) field.setAttribute("aria-describedby", note.id); else field.removeAttribute("aria-describedby");
  }
};
const mark = () => document.querySelectorAll("form[data-entry]").forEach(place);
document.addEventListener("DOMContentLoaded", mark);
document.addEventListener("htmx:afterSettle", mark);
document.addEventListener("htmx:oobAfterSwap", mark);
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (button) navigator.clipboard?.writeText(document.getElementById(button.dataset.copy).value);
});
// What waits for an answer is marked on its row.
document.addEventListener("htmx:afterSettle", () => {
  for (const form of document.querySelectorAll("form[data-entry]")) form.classList.toggle("entry-waiting", Boolean(form.querySelector(".entry-unanswered")));
});
// A link to a field brings the focus there, not only the eye.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-goto]");
  const field = link && document.getElementById(link.dataset.goto);
  if (!field) return;
  event.preventDefault();
  field.scrollIntoView({ block: "center" });
  (field.matches("input, select") ? field : field.querySelector("input:not([type=hidden]), select"))?.focus();
});
