// What pages need beyond htmx; each part looks for its own marks and does nothing without them.
"use strict";

// A form that takes something away asks once more.
document.addEventListener("submit", (event) => {
  const sure = event.target.dataset.confirm;
  if (sure && !confirm(sure)) event.preventDefault();
});

// A group of the menu closes on Escape, on a click elsewhere, and when the keyboard leaves it.
const closeGroups = (but) => document.querySelectorAll(".menu-group[open]").forEach((one) => one !== but && (one.open = false));
document.addEventListener("click", (event) => closeGroups(event.target.closest(".menu-group")));
document.addEventListener("focusin", (event) => closeGroups(event.target.closest(".menu-group")));
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && document.querySelector(".menu-group[open]");
  if (open) { open.open = false; open.firstElementChild.focus(); }
});

// The current tab is in sight however many there are beside it.
document.querySelectorAll(".tabs .active, .entry-nav .active").forEach((tab) => {
  const row = tab.closest("ul");
  row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
});
