// Keeps the open page equal to what the server has, without loading it again.
//
// Scripts of the site change the live page: they open folds, set states, add rows. So the last
// document of the server is kept as text; old and new are compared, and only what differs between
// them is carried over to the live page. Where the live page no longer corresponds, it is loaded again.
(function (d) {
  "use strict";
  const script = d.currentScript;
  const root = d.documentElement;
  const HOME = "/__rulebook/";
  const OWN = `script[src="${HOME}live.js"]`;
  const SCROLL = "rulebook:scroll";
  const HIDDEN_MS_MAX = 10000; // a stream takes one of the six connections that all tabs share
  const BACKOFF_MS_MAX = 2000;
  const RETRY_MS = 1000;
  const LOST_AFTER_MS = 600;
  const STYLES_MS_MAX = 3000;
  const WASH_MS = 1000;
  const WASHED_MAX = 40;
  const ELEMENT = 1;
  const OPAQUE = new Set(["IFRAME", "NOSCRIPT", "OBJECT", "SCRIPT", "STYLE", "TEMPLATE"]);

  /** The live page does not correspond to what the server had: only loading it again helps. */
  class Mismatch extends Error {}

  // -- Pairing two lists of nodes ---------------------------------------------------------------

  const isElement = (node) => node.nodeType === ELEMENT;
  const isBlank = (node) => !isElement(node) && !node.data.trim();
  const named = (node) => isElement(node) && node.id && node.nodeName + "#" + node.id;
  const serverKey = (node) => named(node) || (isElement(node) ? node.outerHTML : node.nodeName + node.data);
  // Scripts change attributes, seldom text.
  const liveKey = (node) => named(node) || [node.nodeName, node.textContent,
    ...(isElement(node) ? ["name", "href", "src"].map((name) => node.getAttribute(name)) : [])].join("\n");

  /** Returns pairs of indices, rising in both lists: equal ends, then unique keys, then order and kind. */
  function align(left, right, key, strict) {
    const leftKeys = left.map(key), rightKeys = right.map(key);
    const pairs = [];
    const gap = (from, to) => {
      let [a, b] = from, [c, e] = to;
      while (a < c && b < e && leftKeys[a] === rightKeys[b]) pairs.push([a++, b++]);
      while (a < c && b < e && leftKeys[c - 1] === rightKeys[e - 1]) pairs.push([--c, --e]);
      return [[a, b], [c, e]];
    };
    const [from, to] = gap([0, 0], [left.length, right.length]);
    let last = from;
    for (const anchor of [...anchors(left, leftKeys, rightKeys, from, to), to]) {
      const [start, end] = gap(last, anchor);
      pairs.push(...alike(left, right, start, end, strict));
      if (anchor !== to) pairs.push(anchor);
      last = [anchor[0] + 1, anchor[1] + 1];
    }
    return pairs.sort((one, other) => one[1] - other[1]);
  }

  /** Pairs keys that both lists hold once: the longest run that rises in both. */
  function anchors(left, leftKeys, rightKeys, from, to) {
    const places = new Map();
    const note = (k, side, index) => {
      const place = places.get(k) || places.set(k, [[], []]).get(k);
      place[side].push(index);
    };
    for (let a = from[0]; a < to[0]; a++) if (!isBlank(left[a])) note(leftKeys[a], 0, a);
    for (let b = from[1]; b < to[1]; b++) note(rightKeys[b], 1, b);
    const once = [...places.values()].filter(([a, b]) => a.length === 1 && b.length === 1);
    return rising(once.map(([[a], [b]]) => ({ a, b })));
  }

  function rising(found) {
    const ends = []; // the link with the lowest end, for each length of run
    for (const link of found.sort((one, other) => one.b - other.b)) {
      let low = 0, high = ends.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (ends[middle].a < link.a) low = middle + 1; else high = middle;
      }
      link.before = ends[low - 1];
      ends[low] = link;
    }
    const run = [];
    for (let link = ends[ends.length - 1]; link; link = link.before) run.unshift([link.a, link.b]);
    return run;
  }

  /** Pairs nodes of one kind in order; strictly: only if both sides have equally many of the kind. */
  function alike(left, right, [a, b], [c, e], strict) {
    const count = (list, start, end, kind) => list.slice(start, end).filter((node) => node.nodeName === kind).length;
    const sure = new Map();
    const isSure = (kind) => {
      if (!sure.has(kind)) sure.set(kind, !strict || count(left, a, c, kind) === count(right, b, e, kind));
      return sure.get(kind);
    };
    const pairs = [];
    for (let next = a; b < e; b++) {
      let at = next;
      while (at < c && left[at].nodeName !== right[b].nodeName) at++;
      if (at < c && isSure(right[b].nodeName)) {
        pairs.push([at, b]);
        next = at + 1;
      }
    }
    return pairs;
  }

  // -- Carrying differences over ----------------------------------------------------------------

  /** Maps the children of a node of the old document to nodes of the live page. */
  function counterparts(old, live) {
    const left = [...old.childNodes], right = [...live.childNodes];
    const found = new Map(align(left, right, liveKey, true).map(([a, b]) => [left[a], right[b]]));
    const taken = new Set(found.values());
    const rest = new Map(right.filter((node) => !taken.has(node)).map((node) => [liveKey(node), node]));
    for (const node of left) {
      if (found.has(node) || isBlank(node)) continue;
      // Scripts sort rows and put filters elsewhere.
      const moved = (named(node) && d.getElementById(node.id)) || rest.get(liveKey(node));
      rest.delete(liveKey(node));
      if (moved && moved.nodeName === node.nodeName) found.set(node, moved);
    }
    return found;
  }

  function patchNode(old, next, live, changed) {
    if (old.isEqualNode(next)) return;
    if (!live) throw new Mismatch(old.nodeName);
    if (!isElement(old)) {
      patchText(old.data, next.data, live);
      changed.add(live.parentElement);
    } else if (OPAQUE.has(old.nodeName)) {
      live.replaceWith(d.importNode(next, true));
    } else {
      patchAttributes(old, next, live);
      patchChildren(old, next, live, changed);
    }
  }

  /** Replaces only the characters that differ, so that a selection beside them stays. */
  function patchText(old, next, live) {
    if (live.data !== old) throw new Mismatch("#text");
    let head = 0, tail = 0;
    const shorter = Math.min(old.length, next.length);
    while (head < shorter && old[head] === next[head]) head++;
    while (tail < shorter - head && old[old.length - 1 - tail] === next[next.length - 1 - tail]) tail++;
    live.replaceData(head, old.length - head - tail, next.slice(head, next.length - tail));
  }

  function patchAttributes(old, next, live) {
    for (const name of new Set([...old.getAttributeNames(), ...next.getAttributeNames()])) {
      const value = next.getAttribute(name);
      if (old.getAttribute(name) === value) continue;
      if (name === "class") {
        live.classList.remove(...old.classList);
        live.classList.add(...next.classList);
      } else if (value === null) {
        live.removeAttribute(name);
      } else {
        live.setAttribute(name, value);
      }
    }
  }

  function patchChildren(old, next, live, changed) {
    const left = [...old.childNodes], right = [...next.childNodes];
    if (left.length === right.length && left.every((node, n) => node.isEqualNode(right[n]))) return;
    const known = counterparts(old, live);
    const pairs = align(left, right, serverKey, false);
    const kept = new Set(pairs.map(([a]) => left[a]));
    const placed = new Map(pairs.map(([a, b]) => [right[b], known.get(left[a])]));
    for (const node of left) if (!kept.has(node)) remove(node, known.get(node), changed);
    for (const [a, b] of pairs) patchNode(left[a], right[b], known.get(left[a]), changed);
    for (const node of right) {
      if (placed.has(node)) continue;
      const copy = d.importNode(node, true);
      put(copy, node, live, placed);
      placed.set(node, copy);
      if (!isBlank(node)) changed.add(isElement(copy) ? copy : live);
    }
  }

  function remove(node, live, changed) {
    if (!live && !isBlank(node)) throw new Mismatch(node.nodeName);
    if (!live) return;
    if (!isElement(node) && !isBlank(node)) changed.add(live.parentElement);
    live.remove();
  }

  /** Inserts a copy after the nearest sibling before it that is known, else before one after it. */
  function put(copy, node, live, placed) {
    const near = (step) => {
      for (let at = node[step]; at; at = at[step]) {
        const found = placed.get(at);
        if (found && found.parentNode === live) return found;
      }
      return null;
    };
    const before = near("previousSibling");
    if (before) return before.after(copy);
    const after = near("nextSibling");
    if (after) return after.before(copy);
    if (live.childNodes.length && node.parentNode.childNodes.length > 1) throw new Mismatch("#place");
    return live.append(copy);
  }

  // -- The head ---------------------------------------------------------------------------------

  const headKey = (node) => (node.href ? node.rel + node.href : node.outerHTML);
  const headNodes = (doc) => [...doc.head.children].filter((node) => !/^(SCRIPT|TITLE)$/.test(node.nodeName));
  const scripts = (doc) => Array.from(doc.scripts, (node) => node.src + node.textContent).join("\n");

  /** Inserts what the new head has more, and returns what removes the rest, once styles have loaded. */
  async function patchHead(old, next) {
    const live = new Map(headNodes(d).map((node) => [headKey(node), node]));
    const before = new Set(headNodes(old).map(headKey)), after = new Set(headNodes(next).map(headKey));
    const gone = [...before].filter((key) => !after.has(key)).map((key) => live.get(key));
    if (gone.includes(undefined)) throw new Mismatch("HEAD");
    const loads = [];
    let last = d.querySelector("title");
    for (const node of headNodes(next)) {
      const key = headKey(node);
      if (before.has(key)) { last = live.get(key) || last; continue; }
      if (node.httpEquiv) throw new Mismatch("META");
      const copy = d.importNode(node, true);
      if (copy.rel === "stylesheet") loads.push(loaded(copy));
      if (last) last.after(copy); else d.head.append(copy);
      last = copy;
    }
    await Promise.all(loads);
    return () => gone.forEach((node) => node.remove());
  }

  const loaded = (link) => new Promise((done) => {
    link.addEventListener("load", done);
    link.addEventListener("error", done);
    setTimeout(done, STYLES_MS_MAX);
  });

  // -- The place where one reads ----------------------------------------------------------------

  /** Remembers what stands first in the middle column of the window, innermost first, and where. */
  function remember() {
    const column = root.clientWidth / 2;
    const isRead = (block) => {
      const { left, right, top, bottom, height } = block.getBoundingClientRect();
      const isThere = height > 0 && left <= column && right >= column && bottom > 0 && top < innerHeight;
      return isThere && !/fixed|sticky/.test(getComputedStyle(block).position);
    };
    const marks = [];
    for (let at = d.body; at;) {
      const read = [...at.children].filter(isRead).slice(0, 3);
      marks.unshift(...read.map((block) => ({ block, top: block.getBoundingClientRect().top })));
      at = read[0];
    }
    return [...marks.filter(({ top }) => top >= 0), ...marks.filter(({ top }) => top < 0)];
  }

  function putBack(marks) {
    const mark = marks.find(({ block }) => block.isConnected && block.getClientRects().length);
    const moved = mark ? mark.block.getBoundingClientRect().top - mark.top : 0;
    if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
  }

  function patch(old, next, sweep) {
    const changed = new Set();
    const marks = scrollY > 0 ? remember() : [];
    root.style.overflowAnchor = "none"; // else the browser moves the page a second time
    if (d.title !== next.title) d.title = next.title;
    patchAttributes(old.documentElement, next.documentElement, root);
    patchAttributes(old.body, next.body, d.body);
    patchChildren(old.body, next.body, d.body, changed);
    sweep();
    putBack(marks);
    requestAnimationFrame(() => {
      root.style.overflowAnchor = "";
      if (!root.getAttribute("style")) root.removeAttribute("style");
    });
    wash(changed);
    d.dispatchEvent(new CustomEvent("rulebook:patched"));
  }

  function wash(changed) {
    if (d.hidden || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const blocks = new Set();
    for (let at of changed) {
      while (at && at.isConnected && getComputedStyle(at).display.startsWith("inline")) at = at.parentElement;
      if (at && at.isConnected && d.body.contains(at)) blocks.add(at);
      if (blocks.size > WASHED_MAX) return;
    }
    for (const block of blocks) {
      block.animate([{ backgroundColor: "rgb(255 190 60 / .4)" }, { backgroundColor: "rgb(255 190 60 / 0)" }], { duration: WASH_MS });
    }
  }

  function reload() {
    const last = stored();
    const now = Date.now();
    const wait = last && now - last.at < RETRY_MS ? RETRY_MS : 0;
    setTimeout(() => {
      store({ href: location.href, y: scrollY, at: now + wait });
      location.reload();
    }, wait);
    return new Promise(() => {}); // nothing else is done on this page
  }

  // Where nothing may be stored, browsers restore the place themselves.
  function store(last) {
    try { sessionStorage.setItem(SCROLL, JSON.stringify(last)); } catch (e) {}
  }

  function stored() {
    try { return JSON.parse(sessionStorage.getItem(SCROLL)); } catch (e) { return null; }
  }

  function restoreScroll() {
    const last = stored();
    if (!last || last.href !== location.href) return;
    scrollTo({ top: last.y, behavior: "instant" });
    store({ at: last.at });
  }

  // -- Catching up with the server --------------------------------------------------------------

  const page = { revision: script.dataset.revision, text: null };
  let heard = null, done = null, busy = false, retry = 0;

  async function ask(address) {
    const response = await fetch(address, { cache: "no-store" });
    if (!response.ok && response.status !== 404 && response.status !== 503) throw new Error(response.status);
    return response;
  }

  function parse(text) {
    const doc = new DOMParser().parseFromString(text, "text/html");
    const own = doc.querySelector(OWN);
    if (own) own.remove();
    return { doc, revision: own && own.dataset.revision };
  }

  /** Tells two answers apart by what `build` would write, without the one tag of the server. */
  function same(text, revision) {
    const bare = (of, mark) => of.replace(`data-revision="${mark}"`, "");
    return bare(text, revision) === bare(page.text, page.revision);
  }

  async function refreshPage() {
    if (page.text !== null && heard && heard.revision === page.revision) return;
    const response = await ask(location.href.split("#")[0]);
    if (response.status === 503) return; // nothing is built so far: the next revision tells more
    const text = await response.text();
    const { doc, revision } = parse(text);
    if (!revision || response.redirected) return reload();
    if (page.text === null) {
      if (revision !== page.revision) return reload(); // changed while it was loading
    } else if (!same(text, revision)) {
      const old = parse(page.text).doc;
      if (scripts(old) !== scripts(doc)) return reload();
      patch(old, doc, await patchHead(old, doc));
    }
    Object.assign(page, { text, revision });
    host.dataset.revision = revision; // for whoever waits until the page is up to date
  }

  /** One at a time; whatever was heard meanwhile is done after, and the last always wins. */
  async function catchUp() {
    if (busy) return;
    busy = true;
    clearTimeout(retry);
    try {
      let asked;
      do {
        asked = heard;
        await refreshPage();
        if (asked) await refreshReport(asked);
        done = asked;
      } while (asked !== heard);
    } catch (error) {
      if (error instanceof Mismatch) await reload();
      if (source) retry = setTimeout(catchUp, RETRY_MS);
    } finally {
      busy = false;
    }
  }

  async function refreshReport(state) {
    const report = state.errors || state.warnings || state.failed ? await (await ask(HOME + "diagnostics.json")).json() : null;
    await styled;
    show(report);
  }

  // -- What is wrong, in a shadow tree that neither the site's styles nor the comparison reach ---

  const host = d.createElement("rulebook-live");
  host.lang = "en"; // whatever the language of the site
  const shadow = host.attachShadow({ mode: "open" });
  const make = (tag, attributes, ...children) => {
    const element = d.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    element.append(...children);
    return element;
  };
  const style = make("link", { rel: "stylesheet", href: HOME + "live.css" });
  const alarm = make("p", { class: "heard", role: "alert" });
  const lost = make("p", { class: "lost", role: "status" });
  const title = make("h2", { id: "title" });
  const fold = make("button", { type: "button", class: "fold" }, "Fold", make("kbd", { "aria-hidden": "true" }, "Esc"));
  const list = make("ol", {});
  const scroller = make("div", { class: "scroller", tabindex: "0", role: "group", "aria-labelledby": "title" }, list);
  const panel = make("section", { id: "panel", "aria-labelledby": "title", hidden: "" }, make("header", {}, title, fold), scroller);
  const badge = make("button", { type: "button", class: "badge", "aria-controls": "panel", "aria-expanded": "false", hidden: "" });
  // Which portal of several it is, so that nobody takes what one reader sees for what all see.
  const edition = make("p", { class: "edition", role: "note" }, ...(script.dataset.edition ? ["Edition ", make("b", {}, script.dataset.edition)] : []));
  const styled = loaded(style);
  let failed = false;

  const counted = (count, noun) => (count ? [`${count} ${noun}${count === 1 ? "" : "s"}`] : []);

  /** Shows a report. A failure opens the list once; folded, it stays so until the next failure. */
  function show(report) {
    const any = report && (report.failed || report.errors || report.warnings);
    const counts = any ? [...counted(report.errors, "error"), ...counted(report.warnings, "warning")].join(", ") : "";
    const failing = Boolean(any && report.failed);
    host.classList.toggle("failed", Boolean(any && (failing || report.errors)));
    badge.hidden = !any;
    badge.textContent = counts || "The build failed";
    const rest = page.text === null ? "there is no site to show yet" : "the site below is the last good one";
    title.textContent = failing ? `${badge.textContent}: ${rest}` : badge.textContent;
    const alert = failing ? title.textContent : "";
    if (alarm.textContent !== alert) alarm.textContent = alert;
    fill(any ? report : { entries: [], more: 0 });
    if (failing !== failed || !any) expand(failing);
    failed = failing;
  }

  function fill(report) {
    const links = () => [...list.querySelectorAll("a")];
    const at = links().indexOf(shadow.activeElement);
    list.replaceChildren(...report.entries.map(entry));
    if (report.more) list.append(make("li", {}, `and ${report.more} more, in the terminal`));
    if (at >= 0) (links()[at] || fold).focus({ preventScroll: true });
  }

  function entry(found) {
    const place = [found.file, found.line, found.column].filter((part) => part !== null && part !== undefined).join(":");
    const where = typeof found.page === "string" ? make("a", { href: "/" + found.page }, place) : place;
    const item = make("li", {}, make("p", { class: "where" }, make("b", { class: found.severity }, found.severity), " ", where));
    item.append(make("p", { class: "message" }, found.message));
    if (found.code) item.append(make("code", {}, found.code));
    const source = drawn(found.excerpt || "");
    if (source) item.append(make("pre", {}, source));
    if (found.help) item.append(make("p", { class: "help" }, found.help));
    return item;
  }

  /** Returns the lines of the source with their marks: place, message and help stand around them. */
  function drawn(excerpt) {
    const lines = excerpt.split("\n");
    const from = lines.findIndex((line) => /^\s*\d*\s*\|/.test(line));
    const to = lines.findIndex((line) => /^\s*= /.test(line));
    if (from < 0) return "";
    return lines.slice(from, to < 0 ? lines.length : to).join("\n").replace(/[\s|]+$/, "").replace(/^\s*\|\n/, "");
  }

  function expand(open) {
    const inside = panel.contains(shadow.activeElement);
    panel.hidden = !open;
    badge.setAttribute("aria-expanded", open);
    if (!open && inside && !badge.hidden) badge.focus({ preventScroll: true });
  }

  function onKey(event) {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.composedPath()[0].nodeName);
    if (event.key !== "Escape" || panel.hidden || event.defaultPrevented || typing) return;
    expand(false);
  }

  /** Says so only when it lasts: a stream that breaks is mostly back at once. */
  function sayLost(isLost) {
    if (isLost === sayLost.last) return;
    sayLost.last = isLost;
    clearTimeout(sayLost.timer);
    const say = () => { lost.textContent = isLost ? "rulebook is not running" : ""; };
    sayLost.timer = setTimeout(say, isLost ? LOST_AFTER_MS : 0);
  }

  function install() {
    shadow.append(style, alarm, lost, panel, badge, edition);
    root.append(host);
    const theme = () => { host.dataset.theme = root.dataset.theme || ""; };
    new MutationObserver(theme).observe(root, { attributeFilter: ["data-theme"] });
    theme();
    badge.addEventListener("click", () => expand(panel.hidden));
    fold.addEventListener("click", () => expand(false));
    d.addEventListener("keydown", onKey);
  }

  // -- The stream of revisions ------------------------------------------------------------------

  let source = null, reopen = 0, backoff = RETRY_MS / 4, away = 0;

  function open() {
    clearTimeout(reopen);
    if (source) return;
    source = new EventSource(HOME + "events");
    source.addEventListener("open", () => { backoff = RETRY_MS / 4; sayLost(false); });
    source.addEventListener("revision", (event) => {
      const state = JSON.parse(event.data);
      if (heard && done === heard && state.revision === heard.revision) return;
      heard = state;
      catchUp();
    });
    source.addEventListener("error", () => {
      sayLost(true);
      if (source.readyState !== EventSource.CLOSED) return; // else it tries again by itself
      close();
      reopen = setTimeout(open, backoff);
      backoff = Math.min(backoff * 2, BACKOFF_MS_MAX);
    });
  }

  function close() {
    clearTimeout(reopen);
    if (source) source.close();
    source = null;
  }

  function onVisibility() {
    clearTimeout(away);
    if (d.hidden) away = setTimeout(close, HIDDEN_MS_MAX); else open();
  }

  install();
  restoreScroll();
  catchUp();
  open();
  onVisibility();
  d.addEventListener("visibilitychange", onVisibility);
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => { if (event.persisted) open(); });
})(document);
