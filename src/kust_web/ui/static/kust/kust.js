// What pages need beyond htmx; each part looks for its own marks and does nothing without them.
"use strict";

// A form that takes something away asks once more.
document.addEventListener("submit", (event) => {
  const sure = event.target.dataset.confirm;
  if (sure && !confirm(sure)) event.preventDefault();
});
