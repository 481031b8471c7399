"use strict";
(() => {
  const all = (query, inside = document) => [...inside.querySelectorAll(query)];
  const make = (name, words) => Object.assign(document.createElement(name), { type: "button", textContent: words });

  // One of several pictures at a time; without a script all of them stand below each other.
  for (const section of all("[data-choices]")) {
    const parts = all("[data-choice]", section);
    const group = document.createElement("div");
    group.className = "switch";
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "Depth of accounting");
    const show = (name) => {
      for (const part of parts) part.hidden = name !== "all" && part.dataset.choice !== name;
      for (const button of all("button", group)) button.setAttribute("aria-pressed", button.dataset.shows === name);
    };
    for (const [name, words] of [...parts.map((part) => [part.dataset.choice, part.dataset.title]), ["all", "All"]]) {
      const button = make("button", words);
      button.dataset.shows = name;
      button.addEventListener("click", () => show(name));
      group.append(button);
    }
    parts[0].before(group);
    show(parts.some((part) => part.dataset.choice === "cash") ? "cash" : parts[0].dataset.choice);
    addEventListener("beforeprint", () => show("all"));
  }

  // Tables in the order of a column.
  for (const table of all("table.sortable")) {
    const body = table.tBodies[0];
    const heads = all("thead th", table);
    heads.forEach((head, column) => {
      const button = make("button", head.textContent || "name");
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const falls = head.getAttribute("aria-sort") === "descending" || (head.getAttribute("aria-sort") === null && !head.classList.contains("n"));
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", falls ? "ascending" : "descending");
        const value = (row) => {
          const cell = row.cells[column];
          const data = cell.querySelector("data");
          return data ? Number(data.value) : cell.textContent.trim();
        };
        const order = (one, other) => {
          const [a, b] = [value(one), value(other)];
          if (typeof a === "number" && typeof b === "number") return a - b;
          return String(a).localeCompare(String(b), "en");
        };
        const rows = [...body.rows];
        const sums = rows.filter((row) => row.classList.contains("sum"));
        const others = rows.filter((row) => !row.classList.contains("sum"));
        others.sort((a, b) => (falls ? order(a, b) : order(b, a)));
        body.append(...others, ...sums);
      });
    });
  }

  // The figures of a band or bar where somebody points at it.
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  document.body.append(tip);
  for (const title of all("[data-tell] > title")) title.remove();
  const tell = (event) => {
    const mark = event.target.closest ? event.target.closest("[data-tell]") : null;
    tip.hidden = !mark;
    if (!mark) return;
    tip.textContent = mark.dataset.tell;
    const { width, height } = tip.getBoundingClientRect();
    const x = Math.min(Math.max(8, event.clientX + 14), innerWidth - width - 8);
    const above = event.clientY - height - 14;
    tip.style.transform = `translate(${x}px, ${above < 8 ? event.clientY + 18 : above}px)`;
  };
  for (const name of ["pointermove", "pointerdown"]) document.addEventListener(name, tell);
  addEventListener("scroll", () => { tip.hidden = true; }, { passive: true });

  // The command to the clipboard.
  for (const block of all("pre.command")) {
    const button = make("button", "Copy the command");
    button.addEventListener("click", async () => {
      let done = true;
      try {
        await navigator.clipboard.writeText(block.textContent);
      } catch {
        // Where the browser gives no access, the command is at least selected.
        getSelection().selectAllChildren(block);
        done = document.execCommand("copy");
      }
      button.textContent = done ? "Copied" : "Selected: copy it by hand";
      setTimeout(() => { button.textContent = "Copy the command"; }, 2000);
    });
    block.after(button);
  }

  addEventListener("beforeprint", () => { for (const fold of all("details")) if (!fold.closest(".measures")) fold.open = true; });
})();
