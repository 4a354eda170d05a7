// The list of operations narrows as one types; a link to a shape opens it.
"use strict";

const field = document.querySelector("#operations #q");
const narrow = () => {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  document.querySelectorAll(".api-group").forEach((group) => {
    let here = 0;
    group.querySelectorAll(".api-operation").forEach((one) => {
      one.hidden = !words.every((word) => one.dataset.words.includes(word));
      here += !one.hidden;
    });
    group.hidden = !here;
    shown += here;
  });
  document.querySelector("#shown").textContent = shown;
  document.querySelector("#none").classList.toggle("d-none", shown > 0);
};
field.addEventListener("input", narrow);
const open = () => {
  const shape = location.hash.startsWith("#shape-") && document.getElementById(location.hash.slice(1));
  if (shape) { shape.open = true; shape.scrollIntoView(); }
};
addEventListener("hashchange", open);
open();
