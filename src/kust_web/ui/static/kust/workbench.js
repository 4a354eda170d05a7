// A slider says its figure while it moves; everything else works without this file.
"use strict";
document.addEventListener("input", (event) => {
  const slider = event.target;
  if (!(slider instanceof HTMLInputElement) || slider.type !== "range") return;
  for (const told of document.querySelectorAll("output")) {
    if (told.htmlFor.contains(slider.id)) told.value = Number(slider.value).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 5 });
  }
});
