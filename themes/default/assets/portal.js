// Enhancements only: every page reads, navigates and prints without this file.
// Words a reader sees come from attributes in the templates, so that a theme can translate them.
(function (d) {
  "use strict";
  const root = d.documentElement;
  const script = d.currentScript;
  const one = (css) => d.querySelector(css);
  const all = (css, from) => Array.from((from || d).querySelectorAll(css));
  const supports = (rule) => window.CSS && CSS.supports(rule);
  // What is kept for this browser; nothing where it keeps nothing.
  const kept = (name) => { try { return localStorage.getItem(name); } catch (e) { return null; } };
  const keep = (name, value) => { try { value ? localStorage.setItem(name, value) : localStorage.removeItem(name); } catch (e) {} };
  // Runs now, and again when a preview has changed the page.
  const always = (run) => { run(); d.addEventListener("rulebook:patched", run); };

  // Theme. A choice that equals the system's is forgotten, so that the page follows the system again.
  const theme = one("[data-theme-switch]");
  if (theme) {
    const system = matchMedia("(prefers-color-scheme: dark)");
    const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
    const show = () => theme.setAttribute("aria-pressed", dark());
    theme.addEventListener("click", () => {
      const next = dark() ? "light" : "dark";
      const chosen = (next === "dark") !== system.matches;
      if (chosen) root.dataset.theme = next; else delete root.dataset.theme;
      keep("theme", chosen && next);
      show();
    });
    system.addEventListener("change", show);
    show();
  }

  // Single keys. Whoever speaks to the machine would press them by accident, so they can be turned off.
  const keys = one("#Keys");
  if (keys && keys.showModal) {
    const on = one("#Keys input"), opener = one("[data-keys-open]");
    on.checked = kept("keys") !== "off";
    on.addEventListener("change", () => keep("keys", !on.checked && "off"));
    keys.addEventListener("click", (event) => { if (event.target === keys || event.target.closest("button")) keys.close(); });
    if (opener) {
      opener.hidden = false;
      opener.addEventListener("click", () => keys.showModal());
    }
    addEventListener("keydown", (event) => {
      const { key, target } = event;
      const writes = target.closest && target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
      if (key.length > 1 || writes || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!on.checked) event.stopPropagation();
      else if (key === "?" && !one("dialog[open]")) keys.showModal();
      else if (key === "t" && theme) theme.click();
    }, true);
  }

  // Folds stand open where there is room; CSS does it where ::details-content is known.
  if (!supports("selector(::details-content)") && matchMedia("(min-width: 75.01rem)").matches) {
    all(".fold").forEach((fold) => { fold.open = true; });
  }

  // Contents: marks the heading being read, where CSS (:target-current) cannot.
  let watch;
  if (!supports("scroll-target-group: auto") && window.IntersectionObserver) always(() => {
    if (watch) watch.disconnect();
    const links = new Map();
    all(".toc a").forEach((a) => {
      const target = d.getElementById(decodeURIComponent(a.hash.slice(1)));
      if (target) links.set(target, a);
    });
    watch = new IntersectionObserver((entries) => entries.forEach((entry) => {
      if (entry.isIntersecting) links.forEach((a, target) => a.classList.toggle("here", target === entry.target));
    }), { rootMargin: "0px 0px -70% 0px" });
    links.forEach((a, target) => watch.observe(target));
  });

  d.addEventListener("click", (event) => {
    const a = event.target.closest && event.target.closest("a[href]");
    if (!a) return;
    // From file:// there is no server to turn a folder into its index page.
    if (a.protocol === "file:" && a.pathname.endsWith("/")) a.pathname += "index.html";
    if (a.matches(".anchor, .no") && navigator.clipboard) {
      navigator.clipboard.writeText(a.href).then(() => tell(script.dataset.copied), () => {});
    }
  });

  // Code can be copied.
  if (navigator.clipboard) all("pre.code").forEach((pre) => {
    const box = d.createElement("div"), copy = d.createElement("button");
    box.className = "code-box";
    copy.className = "copy";
    copy.type = "button";
    copy.textContent = script.dataset.copy;
    copy.addEventListener("click", () => navigator.clipboard.writeText(pre.textContent).then(() => tell(script.dataset.done), () => {}));
    pre.before(box);
    box.append(pre, copy);
  });

  // A short message for eye and ear. The region has to exist before its text does.
  let toast, timer;
  function tell(text) {
    if (!toast) {
      toast = d.createElement("div");
      toast.className = "toast";
      toast.setAttribute("role", "status");
      d.body.append(toast);
    }
    clearTimeout(timer);
    setTimeout(() => { toast.textContent = text; }, 50);
    timer = setTimeout(() => { toast.textContent = ""; }, 2000);
  }

  // Filters take all words, in any order, accents ignored.
  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  const words = (field) => plain(field.value).split(/\s+/).filter(Boolean);
  const onEscape = (field, run) => field.addEventListener("keydown", (event) => { if (event.key === "Escape") { field.value = ""; run(); } });

  // Search: its script is loaded on first use.
  const finder = one("[data-search]");
  if (finder) {
    const ready = () => window.rulebookSearch && window.rulebookSearch.open;
    const seek = () => {
      if (ready()) { window.rulebookSearch.open(); return; }
      if (one("script[data-finder]")) return;
      // The dialog opens when its script and its sheet are there; a sheet that fails keeps nobody waiting.
      const tag = d.createElement("script"), { sheet } = finder.dataset, onPage = one("#Query");
      let missing = 1;
      const opens = () => { if (!--missing && !onPage) window.rulebookSearch.open(); };
      if (sheet && !onPage) {
        const link = Object.assign(d.createElement("link"), { rel: "stylesheet", href: sheet, onload: opens, onerror: opens });
        missing = 2;
        d.head.append(link);
      }
      tag.src = finder.dataset.search;
      tag.dataset.finder = "";
      tag.onload = opens;
      tag.onerror = () => { tag.remove(); location.href = finder.href; };
      d.head.append(tag);
    };
    if (one("#Query")) seek();
    finder.setAttribute("role", "button");
    finder.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      seek();
    });
    d.addEventListener("keydown", (event) => {
      const writes = event.target.closest("input, textarea, select, [contenteditable]");
      const slash = event.key === "/" && !writes && !event.ctrlKey && !event.metaKey && !event.altKey;
      const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
      if (slash || k) { event.preventDefault(); seek(); }
    });
  }

  // A–Z filter. Enter opens the first match.
  const field = one("#Filter");
  if (field) {
    const count = one("#Count"), none = one("#None");
    let groups;
    const run = () => {
      groups = groups || all(".letter").map((letter) => ({
        letter, rows: all(".list > li", letter).map((row) => ({ row, text: plain(row.textContent) })),
      }));
      const wanted = words(field);
      let found = 0;
      groups.forEach(({ letter, rows }) => {
        let hits = 0;
        rows.forEach(({ row, text }) => {
          row.hidden = !wanted.every((word) => text.includes(word));
          if (!row.hidden) hits++;
        });
        letter.hidden = !hits;
        found += hits;
      });
      none.hidden = found > 0;
      count.textContent = wanted.length ? count.dataset.text.replace("#", found) : "";
    };
    field.addEventListener("input", run);
    onEscape(field, run);
    field.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const first = all(".letter li a").find((a) => a.getClientRects().length); // the state of reviews hides some, too
      if (first && field.value) first.click();
    });
    always(() => { groups = null; if (field.value) run(); }); // a value that outlived a reload
  }

  // Clients: rows by name and by status, which a row says of itself. Long lists stand in chunks, which
  // are laid out when they come into sight; once few rows are left, all are.
  const client = one("#Rows");
  const table = client && one("main table");
  if (table) {
    const form = client.form, count = one("#RowCount");
    let rows;
    const run = () => {
      rows = rows || all("tbody tr", table).map((row) => ({ row, text: plain(row.cells[0].textContent), has: (row.dataset.has || "").split(" ") }));
      const wanted = words(client), status = form.elements.status.value;
      let found = 0;
      rows.forEach(({ row, text, has }) => {
        const out = !wanted.every((word) => text.includes(word)) || (status !== "" && !has.includes(status));
        if (row.hidden !== out) row.hidden = out;
        if (!out) found++;
      });
      Array.from(table.tBodies).forEach((body) => {
        body.hidden = !body.querySelector("tr:not([hidden])");
        body.classList.toggle("few", found < 100);
      });
      count.textContent = wanted.length || status ? count.dataset.text.replace("#", found).replace("%", rows.length) : "";
    };
    table.parentElement.before(form);
    form.addEventListener("input", run);
    form.addEventListener("submit", (event) => event.preventDefault());
    onEscape(client, run);
    always(() => { rows = null; form.hidden = !table.querySelector("tbody tr ~ tr"); if (client.value || form.elements.status.value) run(); }); // a value that outlived a reload
  }

  // The list of clients sorts by any column: by what a cell says it is sorted by, else the date in it, else its text; what has none comes last.
  const sorted = one(".clients .roll table");
  if (sorted) {
    const heads = Array.from(sorted.tHead.rows[0].cells);
    const order = new Intl.Collator(root.lang || undefined, { numeric: true });
    const key = (cell) => { const time = cell.querySelector("time"); return cell.dataset.o || (time ? time.dateTime : cell.textContent || "\uffff"); };
    heads.forEach((head, n) => {
      const button = d.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = all("tbody tr", sorted).map((row) => ({ row, by: key(row.cells[n]) }));
        rows.sort((a, b) => (down ? -1 : 1) * order.compare(a.by, b.by));
        const bodies = Array.from(sorted.tBodies), each = Math.ceil(rows.length / bodies.length);
        bodies.forEach((body, at) => {
          body.append(...rows.slice(at * each, (at + 1) * each).map(({ row }) => row));
          body.hidden = !body.querySelector("tr:not([hidden])");
        });
      });
    });
  }

  // Tables become cards on phones; the roles keep them tables for those who hear them.
  const roles = { "thead, tbody": "rowgroup", tr: "row", "thead th": "columnheader", "tbody th": "rowheader", td: "cell" };
  always(() => all(":is(.stack, .roll) > table").forEach((stack) => {
    stack.setAttribute("role", "table");
    Object.entries(roles).forEach(([css, role]) => all(css, stack).forEach((part) => part.setAttribute("role", role)));
  }));
})(document);
