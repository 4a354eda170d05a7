// Ticks every box of a list; the button shows itself only where this runs.
"use strict";
for (const button of document.querySelectorAll("[data-tick]")) {
  const boxes = () => document.querySelectorAll(`input[type="checkbox"][name="${button.dataset.tick}"]`);
  if (boxes().length > 1) button.hidden = false;
  button.addEventListener("click", () => {
    const all = [...boxes()];
    const tick = all.some((box) => !box.checked);
    for (const box of all) box.checked = tick;
  });
}
