(() => {
  "use strict";
  const words = JSON.parse(document.getElementById("words").textContent);
  const tools = document.getElementById("tools"), told = document.getElementById("told");
  const search = document.getElementById("search"), least = document.getElementById("least");
  const leastWords = document.getElementById("least-words");
  const rows = [...document.querySelectorAll("tr[data-product]")];
  const rowOf = new Map(rows.map((row) => [row.dataset.product, row]));
  const drawings = [...document.querySelectorAll(".chain svg")].map((svg) => {
    const boxes = [...svg.querySelectorAll(".chain-box")], links = [...svg.querySelectorAll(".chain-link")];
    const holds = new Map(boxes.map((box) => [box.dataset.key, JSON.parse(box.dataset.holds)]));
    return { boxes, links, holds };
  });
  let chosen = null;

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const next = { up: new Map(), down: new Map() };
  const add = (map, one, other) => map.set(one, [...(map.get(one) ?? []), other]);
  for (const [input, product] of words.links) {
    add(next.up, product, input);
    add(next.down, input, product);
  }
  const reach = (start, map) => {
    const found = new Set(start), waiting = [...start];
    while (waiting.length) {
      for (const product of map.get(waiting.pop()) ?? []) {
        if (found.has(product)) continue;
        found.add(product);
        waiting.push(product);
      }
    }
    return found;
  };
  const around = (start) => ({ start, up: reach(start, next.up), down: reach(start, next.down) });
  const matches = (row, asked) => row.textContent.toLowerCase().replaceAll("ё", "е").includes(asked);

  function show() {
    const asked = search.value.trim().toLowerCase().replaceAll("ё", "е");
    const limit = least ? words.steps[Number(least.value)] : 0;
    const found = new Set(rows.filter((row) => !asked || matches(row.cells[0], asked) || matches(row.cells[1], asked))
      .map((row) => row.dataset.product));
    const small = (element) => element.dataset.amount !== undefined && Number(element.dataset.amount) < limit;
    for (const row of rows) {
      row.hidden = small(row) || !found.has(row.dataset.product);
      row.classList.toggle("chosen", chosen !== null && chosen.products.has(row.dataset.product));
    }
    const near = chosen && around(chosen.products);
    for (const drawing of drawings) {
      const holds = (key, products) => drawing.holds.get(key).some((product) => products.has(product));
      const named = (key) => holds(key, found);
      for (const box of drawing.boxes) {
        const key = box.dataset.key;
        box.classList.toggle("dim", (near && !holds(key, near.up) && !holds(key, near.down)) || !named(key));
        box.classList.toggle("off", small(box));
        box.classList.toggle("chosen", Boolean(near) && holds(key, near.start));
      }
      for (const link of drawing.links) {
        const { from, to } = link.dataset;
        const on = !near || (holds(from, near.up) && holds(to, near.up)) || (holds(from, near.down) && holds(to, near.down));
        link.classList.toggle("dim", !on || (Boolean(asked) && !named(from) && !named(to)));
        link.classList.toggle("off", small(link));
      }
    }
    if (least) leastWords.textContent = words.written[Number(least.value)];
    tell(asked, found);
  }

  function tell(asked, found) {
    told.textContent = "";
    if (chosen) {
      const near = around(chosen.products);
      const count = (products) => [...products].filter((product) => !near.start.has(product)).length;
      told.append(fill(words.chosen, { name: chosen.name, up: count(near.up), down: count(near.down) }), " ");
      const row = rowOf.get([...chosen.products][0]);
      if (row) {
        const link = document.createElement("a");
        link.href = `#${row.id}`;
        link.textContent = words.row;
        told.append(link);
      }
    } else if (asked) told.textContent = fill(words.found, { count: found.size });
  }

  function choose(products, name) {
    chosen = products ? { products: new Set(products), name } : null;
    show();
  }

  function reset() {
    search.value = "";
    if (least) least.value = "0";
    choose(null);
  }

  for (const drawing of drawings) {
    for (const box of drawing.boxes) {
      box.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        const same = box.classList.contains("chosen");
        choose(same ? null : drawing.holds.get(box.dataset.key), box.dataset.name);
      });
    }
  }
  search.addEventListener("input", show);
  search.addEventListener("change", () => {
    const row = rows.find((one) => one.cells[0].firstChild.textContent.trim() === search.value.trim());
    if (row) choose([row.dataset.product], search.value.trim());
  });
  if (least) least.addEventListener("input", show);
  document.getElementById("reset").addEventListener("click", reset);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") reset(); });
  tools.hidden = false;
})();
