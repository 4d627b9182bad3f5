// Searching: loaded when a reader first asks for it. It loads pieces of the index as scripts, so that it
// works from a folder on disk and under a strict content security policy. Nothing leaves the browser.
(function (d, w) {
  "use strict";
  // What a reader sees, for themes in other languages: an own assets/search.js may replace it.
  const WORDS = {
    label: "Search", close: "Close", placeholder: "Search policies",
    hint: "Policies and their clauses, client plans, requirements, controls and defined terms. Try a few words, a \"phrase in quotes\", or an id such as A.5.24 or SRP-13.",
    keys: "↑ ↓ move · ↵ open · esc close", all: "All results", loading: "Loading the index …",
    none: "Nothing was found for “#”. Try fewer or other words, or look in ", az: "Policies A–Z",
    failed: "The search index could not be loaded. Look in ", found: ["# result", "# results"], more: "# more in “%”",
    groups: { p: "Policies", k: "Clauses", c: "Client plans", r: "Requirements and controls", t: "Terms", s: "Sections" },
  };
  const script = d.currentScript;
  // The site's root, as this page knows it.
  const root = new URL("../", script.src).href;
  const PER_POLICY = 3, PAGES = 24, PASSAGE = 170;

  // --- Words: what src/search/words.rs does, in the same way.
  const WORD = "\\p{Alphabetic}\\p{N}\\p{M}";
  const DENSE = "\\u0E00-\\u0EFF\\u1000-\\u109F\\u1780-\\u17FF\\u3005-\\u3007\\u3040-\\u30FF\\u31F0-\\u31FF\\u3400-\\u4DBF\\u4E00-\\u9FFF\\uF900-\\uFAFF\\u{20000}-\\u{3FFFF}";
  const THIN = "(?![" + DENSE + "])[" + WORD + "]";
  const RUN = new RegExp("(?:(?=[" + WORD + "])[" + DENSE + "])+|" + THIN + "(?:['’ʼ.:/_\\-‐‑]?" + THIN + ")*", "gu");
  const dense = new RegExp("(?=[" + WORD + "])[" + DENSE + "]", "u");
  const MARKS = /[\u0300-\u036F\u0591-\u05BD\u05BF-\u05C7\u0610-\u061A\u0640\u064B-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E4\u06E7\u06E8\u06EA-\u06ED\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF]/g;
  const LETTERS = { "æ": "ae", "œ": "oe", "ø": "o", "ß": "ss", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ς": "σ", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه" };
  const STRANGE = new RegExp("[^" + WORD + "]", "gu"), utf8 = new TextEncoder();
  const fold = (word) => /^[\x00-\x7f]*$/.test(word) ? word : word.normalize("NFKD").replace(MARKS, "").toLowerCase()
    .replace(/[æœøßđðłþıςىیکة]/g, (c) => LETTERS[c]).replace(/[٠-٩۰-۹]/g, (c) => c.charCodeAt(0) & 15)
    .normalize("NFC").replace(STRANGE, "");
  // Runs of a text: where they stand, the words in them, and the name they make together.
  function runs(text) {
    const found = [];
    for (const match of text.matchAll(RUN)) {
      const run = { at: match.index, end: match.index + match[0].length, words: [], name: "" };
      if (dense.test(match[0])) {
        const chars = Array.from(match[0]);
        run.dense = true;
        if (chars.length === 1) run.words.push(fold(match[0]));
        for (let n = 0; n + 1 < chars.length; n++) run.words.push(fold(chars[n] + chars[n + 1]));
      } else {
        const name = match[0].replace(/['’ʼ]/g, "").replace(/[‐‑]/g, "-").toLowerCase();
        const parts = name.split(/[.:/_-]/);
        run.words = parts.map(fold);
        if (parts.length > 1 && utf8.encode(name).length <= 48) {
          if (/[0-9]/.test(name)) run.name = fold(name);
          else if (parts.length === 2 && name.includes("-")) run.name = fold(parts.join(""));
        }
      }
      found.push(run);
    }
    return found;
  }

  // --- Pieces of the index.
  const waiting = new Map(), pieces = new Map();
  w.rulebookSearch = (name, data) => {
    const piece = waiting.get(name);
    if (piece) piece.done(data);
  };
  function load(name, file) {
    if (!pieces.has(name)) {
      pieces.set(name, new Promise((done, fail) => {
        waiting.set(name, { done });
        const tag = d.createElement("script");
        tag.src = root + "search/" + name + (file ? "-" + file : "") + ".js";
        tag.onerror = () => { pieces.delete(name); tag.remove(); fail(new Error(file)); };
        tag.onload = () => tag.remove();
        d.head.append(tag);
      }));
    }
    return pieces.get(name);
  }
  const index = () => load("index", "").then((all) => {
    // How long each entry is, as far as that counts against a word in it.
    all.lengths ||= Float64Array.from(all.l, (c) => .4 + .6 * 2 ** (VALUE[c.charCodeAt(0)] / 5) / 400);
    return all;
  });
  const DIGITS = "!#%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~";
  const VALUE = new Uint8Array(128);
  Array.from(DIGITS).forEach((c, n) => { VALUE[c.charCodeAt(0)] = n; });
  // Lists are sorted by code point, as Rust sorts.
  function before(one, other) {
    const a = Array.from(one), b = Array.from(other);
    for (let n = 0; n < a.length && n < b.length; n++) {
      if (a[n] !== b[n]) return a[n].codePointAt(0) < b[n].codePointAt(0);
    }
    return a.length < b.length;
  }
  // The numbers of the pieces of a list that may hold names beginning with a text.
  function range(list, start, max) {
    const numbers = [];
    for (let n = 0; n < list.length / 2 && numbers.length < max; n++) {
      const first = list[2 * n], next = list[2 * n + 2];
      if (next !== undefined && !before(start, next) && next !== start) continue;
      if (before(start, first) && !first.startsWith(start)) break;
      numbers.push(n);
    }
    return numbers;
  }
  const parsed = new Map();
  // The names of a piece of a list, ascending, and what is told of each. A name that has several is there as often.
  async function lines(list, n, all) {
    const key = list + n;
    const text = await load(key, all[2 * n + 1]);
    if (!parsed.has(key)) {
      const names = [], told = [], isAstral = /[\ud800-\udbff]/.test(text);
      let last = "";
      for (let from = 0, end; from < text.length; from = end + 1) {
        end = text.indexOf("\n", from);
        if (end < 0) end = text.length;
        // Names have no capitals: in the list of words the last one ends the name, elsewhere a space does.
        let stop = end - 1;
        if (list === "v") while (stop > from && !(text.charCodeAt(stop) > 64 && text.charCodeAt(stop) < 91)) stop--;
        else stop = text.indexOf(" ", from);
        const same = VALUE[text.charCodeAt(from)];
        last = (isAstral ? Array.from(last).slice(0, same).join("") : last.slice(0, same)) + text.slice(from + 1, stop);
        names.push(last);
        told.push(text.slice(list === "v" ? stop : stop + 1, end));
      }
      parsed.set(key, { names, told });
    }
    return parsed.get(key);
  }
  // The names of a list that begin with a text, each with what is told of it.
  async function starting(list, all, start, max) {
    const found = [];
    for (const { names, told } of await Promise.all(range(all, start, max).map((n) => lines(list, n, all)))) {
      for (let n = 0; n < names.length; n++) if (names[n].startsWith(start)) found.push([names[n], told[n]]);
    }
    return found;
  }
  const stemOf = (form, value) => {
    const cut = value.charCodeAt(0) - 65, tail = value.slice(1, -1);
    return (/[\ud800-\udbff]/.test(form) ? Array.from(form).slice(0, Array.from(form).length - cut).join("") : form.slice(0, form.length - cut)) + tail;
  };
  const weight = (value) => value.charCodeAt(value.length - 1) - 48;

  // --- A query: quoted phrases and single runs of words.
  function ask(query) {
    const asked = [];
    query.split(/["“”„«»]/).forEach((part, n) => {
      const found = runs(part);
      if (n % 2 && found.length) asked.push({ phrase: true, words: found.flatMap((run) => run.words), name: found.length === 1 ? found[0].name : "" });
      else found.forEach((run) => asked.push({ phrase: run.words.length > 1, words: run.words, name: run.name, dense: run.dense }));
    });
    const last = asked[asked.length - 1];
    if (last && !/[\s"“”„«»]$/.test(query)) last.last = true;
    return asked;
  }
  // Whether one letter more, less, other or exchanged makes one word of the other.
  function near(a, b) {
    if (Math.abs(a.length - b.length) > 1) return false;
    const short = Math.min(a.length, b.length);
    let front = 0, back = 0;
    while (front < short && a.charCodeAt(front) === b.charCodeAt(front)) front++;
    while (back < short - front && a.charCodeAt(a.length - 1 - back) === b.charCodeAt(b.length - 1 - back)) back++;
    const left = Math.max(a.length, b.length) - front - back;
    return left < 2 || (left === 2 && a.length === b.length && a[front] === b[front + 1] && a[front + 1] === b[front]);
  }
  // The stems that a word may mean, by how well they fit, and the forms that are marked.
  async function meanings(word, all, isLast) {
    const stems = new Map(), forms = new Set();
    const add = (form, value, fit) => {
      const stem = stemOf(form, value);
      if ((stems.get(stem) || 0) < fit) stems.set(stem, fit);
      forms.add(form);
    };
    if (dense.test(word)) {
      const known = await starting("t", all.t, word, 2);
      known.slice(0, 12).forEach(([stem]) => { stems.set(stem, stem === word ? 1 : .8); forms.add(stem); });
      if (known.some(([stem]) => stem === word)) return { stems: new Map([[word, 1]]), forms: new Set([word]) };
      return { stems, forms };
    }
    const longer = await starting("v", all.v, word, 3);
    const best = (list, most, of) => list.map((one) => [one, of(one)]).sort((a, b) => b[1] - a[1]).slice(0, most).map(([one]) => one);
    const often = ([, value]) => weight(value);
    const exact = longer.filter(([form]) => form === word);
    exact.forEach(([form, value]) => add(form, value, 1));
    if ((isLast || !exact.length) && word.length > 1) {
      best(longer.filter(([form]) => form !== word), word.length < 3 ? 4 : 10, ([form, value]) => weight(value) - (form.length - word.length) / 4)
        .forEach(([form, value]) => add(form, value, exact.length ? .35 : .7));
    }
    if (!stems.size && word.length > 3 && !/^\d+$/.test(word)) {
      const half = Math.max(1, Math.floor(word.length / 2) - 1);
      // Few words are all looked through; of many, those with the same front or the same back.
      const front = await starting("v", all.v, all.r.length ? word.slice(0, half) : "", all.r.length ? 4 : 5);
      const close = front.filter(([form]) => near(word, form));
      if (all.r.length) {
        const turned = (text) => Array.from(text).reverse().join("");
        const back = await starting("r", all.r, turned(word.slice(half + 1)), 4);
        const others = back.map(([form]) => turned(form)).filter((form) => near(word, form) && !close.some(([known]) => known === form));
        for (const form of others) close.push(...(await starting("v", all.v, form, 1)).filter(([known]) => known === form));
      }
      best(close, 4, often).forEach(([form, value]) => add(form, value, .5));
      if (!stems.size && isLast && word.length > 4) {
        // The beginning of a word, one letter off.
        front.filter(([form]) => form.length > word.length && [-1, 0, 1].some((n) => near(word, form.slice(0, word.length + n))))
          .slice(0, 6).forEach(([form, value]) => add(form, value, .35));
      }
      if (!stems.size) {
        // Another ending: the words that share most of the beginning.
        const start = word.slice(0, Math.max(4, Math.ceil(word.length * .6)));
        const shared = ([form]) => { let n = 0; while (n < form.length && form[n] === word[n]) n++; return n; };
        best((await starting("v", all.v, start, 2)).filter((one) => one[0].length <= word.length + 3 && shared(one) >= word.length - 4), 4, shared)
          .forEach(([form, value]) => add(form, value, .4));
      }
    }
    if (exact.length) {
      // Words made of the same stem say nearly the same: leaving, leavers.
      for (const stem of [...stems.keys()].filter((stem) => stem.length > 3 && stems.get(stem) === 1)) {
        (await starting("v", all.v, stem, 2)).filter(([form]) => form.length <= stem.length + 4)
          .forEach(([form, value]) => { if (!stems.has(stemOf(form, value))) add(form, value, .3); });
      }
    }
    // Other forms of the same words are marked as well.
    longer.forEach(([form, value]) => { if (stems.has(stemOf(form, value))) forms.add(form); });
    return { stems, forms };
  }
  // Places as they are written: entries, ascending, and where in `at` those of each begin.
  function decoded(code, from) {
    const entries = new Int32Array(code.length), starts = new Int32Array(code.length + 1), at = new Uint16Array(code.length);
    let read = 0, entry = 0, size = 0, places = 0;
    const next = () => {
      let value = 0, digit;
      do { digit = VALUE[code.charCodeAt(read++)]; value = value * 45 + digit % 45; } while (digit >= 45);
      return value;
    };
    while (read < code.length) {
      const step = next();
      entry += step >> 1;
      entries[size++] = entry;
      for (let count = step & 1 ? next() : 1, position = from; count > 0; count--) at[places++] = position += next();
      starts[size] = places;
    }
    return { size, entries, starts, at };
  }
  const known = new Map();
  // The places of a stem in heads and in texts.
  async function places(stem, all) {
    if (known.has(stem)) return known.get(stem);
    // A stem stands in one piece: the last that does not begin behind it.
    let n = all.t.length / 2 - 1;
    while (n >= 0 && before(stem, all.t[2 * n])) n--;
    if (n < 0) return null;
    const { names, told } = await lines("t", n, all.t);
    const line = told[names.indexOf(stem)];
    if (line === undefined) return null;
    const [heads, texts, total] = line.split(" ");
    const found = { heads: decoded(heads, 0), texts: decoded(texts, 64), part: total !== undefined };
    found.total = Math.max(Number(total) || 0, found.heads.size, found.texts.size);
    known.set(stem, found);
    return found;
  }
  // Adds the places of one entry, with how well they fit and whether they are heads'.
  function addPlaces({ size, entries, starts, at }, entry, fit, isHead, to) {
    let low = 0, high = size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (entries[middle] < entry) low = middle + 1; else high = middle;
    }
    if (low < size && entries[low] === entry) for (let n = starts[low]; n < starts[low + 1]; n++) to.push([at[n], fit, isHead]);
  }
  const HEAD = (position) => position < 32 ? 9 : position < 64 ? 8 : 3;

  // One word's meanings, with their places.
  async function meant(text, all, isLast, forms) {
    const { stems, forms: own } = await meanings(text, all, isLast);
    own.forEach((form) => forms.add(form));
    const posts = [];
    for (const [stem, fit] of stems) {
      const found = await places(stem, all);
      if (found) posts.push({ fit, ...found });
    }
    const kept = new Map();
    const at = (entry) => {
      if (!kept.has(entry)) {
        const list = [];
        posts.forEach(({ heads, texts, fit }) => { addPlaces(heads, entry, fit, true, list); addPlaces(texts, entry, fit, false, list); });
        kept.set(entry, list);
      }
      return kept.get(entry);
    };
    // How much of it each entry has.
    const amounts = () => {
      const sums = new Float64Array(all.n);
      posts.forEach(({ heads, texts, fit }) => {
        for (let n = 0; n < texts.size; n++) sums[texts.entries[n]] += fit * (texts.starts[n + 1] - texts.starts[n]) / all.lengths[texts.entries[n]];
        for (let n = 0; n < heads.size; n++) for (let m = heads.starts[n]; m < heads.starts[n + 1]; m++) sums[heads.entries[n]] += fit * HEAD(heads.at[m]);
      });
      return sums;
    };
    const total = posts.reduce((most, post) => Math.max(most, post.total), 0);
    return { posts, at, amounts, total, part: posts.some((post) => post.part) };
  }
  // Words side by side, each with how far behind the first it stands. Of a word only the first places of an
  // entry are told, and of a common word only the entries that have it most: where it is not known to stand or
  // not, it may stand, which counts little.
  const PLACES = 6, LOOSE = .25;
  function together(words, all) {
    const sure = words.filter(([word]) => !word.part), asked = sure.length ? sure : words;
    const counts = new Uint8Array(all.n), hits = new Map();
    asked.forEach(([word]) => {
      const own = new Set();
      word.posts.forEach(({ heads, texts }) => [heads, texts].forEach((list) => { for (let m = 0; m < list.size; m++) own.add(list.entries[m]); }));
      own.forEach((entry) => { counts[entry]++; });
    });
    let exact = 0;
    counts.forEach((count, entry) => {
      if (count < (sure.length || 1)) return;
      const stand = words.map(([word, n]) => {
        const list = word.at(entry), places = new Map(), texts = list.filter((hit) => !hit[2]);
        list.forEach(([position, fit, head]) => { if (!(places.has(position) && places.get(position)[0] >= fit)) places.set(position, [fit, head]); });
        // From where on it may stand elsewhere too.
        const from = texts.length ? texts.length >= PLACES ? Math.max(...texts.map(([position]) => position)) + 1 : Infinity : word.part ? 64 : Infinity;
        return { n, places, from };
      });
      const found = [], loose = [];
      new Set(stand.flatMap(({ n, places }) => [...places.keys()].map((position) => position - n))).forEach((start) => {
        let least = 1, known = 0, isHead = false;
        for (const { n, places, from } of stand) {
          const place = places.get(start + n);
          if (place) { least = Math.min(least, place[0]); known++; isHead = isHead || place[1]; }
          else if (start + n < from) return;
        }
        if (known === words.length) found.push([start + words[0][1], least, isHead]);
        else if (known) loose.push([start + words[0][1], least * LOOSE * known / words.length, isHead]);
      });
      exact += found.length > 0;
      if (found.length || loose.length) hits.set(entry, found.length ? found : loose);
    });
    const amounts = () => {
      const sums = new Float64Array(all.n);
      hits.forEach((list, entry) => list.forEach(([position, fit, isHead]) => { sums[entry] += fit * (isHead ? HEAD(position) : 1 / all.lengths[entry]); }));
      return sums;
    };
    return { at: (entry) => hits.get(entry) || [], amounts, total: exact || hits.size };
  }
  // What is asked for, with its places: one word's meanings, or words side by side.
  async function find(term, all) {
    const forms = new Set();
    if (term.name) {
      const whole = await meant(term.name, all, term.last, forms);
      if (whole.posts.some((post) => post.fit >= .7)) return { ...whole, forms, term };
      forms.clear();
    }
    const words = await Promise.all(term.words.map((text, n) => meant(text, all, term.last && n === term.words.length - 1, forms)));
    if (words.length === 1) return { ...words[0], forms, term };
    if (words.some((word) => !word.posts.length)) return { at: () => [], amounts: () => new Float64Array(all.n), total: 0, forms, term };
    return { ...together(words.map((word, n) => [word, n]), all), forms, term };
  }

  const tf = (amount) => amount * 2.2 / (amount + 1.2);
  // The entries that fit best, best first, as far as their postings tell.
  function rank(terms, all) {
    const sums = new Float64Array(all.n), weights = new Float64Array(all.n);
    const idf = terms.map((term) => Math.log(1 + (all.n - term.total + .5) / (term.total + .5)) + .05);
    const whole = idf.reduce((sum, one) => sum + one, 0) || 1;
    // Of common words not every place is known: they may be anywhere.
    const common = terms.reduce((sum, term, n) => sum + (term.part ? idf[n] * .7 : 0), 0);
    terms.forEach((term, n) => term.amounts().forEach((amount, entry) => {
      if (!amount) return;
      sums[entry] += idf[n] * tf(amount);
      weights[entry] += idf[n] * (term.part ? .3 : 1);
    }));
    const best = [];
    sums.forEach((sum, entry) => {
      if (!sum) return;
      const rank = sum * (.15 + .85 * ((weights[entry] + common) / whole) ** 2);
      if (best.length === PAGES && rank <= best[PAGES - 1].rank) return;
      let n = best.length;
      while (n > 0 && best[n - 1].rank < rank) n--;
      best.splice(n, 0, { entry, rank });
      best.length = Math.min(best.length, PAGES);
    });
    return best;
  }
  const records = new Map();
  async function record(entry, all) {
    if (records.has(entry)) return records.get(entry);
    let n = all.d.length / 2 - 1;
    while (n > 0 && all.d[2 * n] > entry) n--;
    const list = await load("d" + all.d[2 * n], all.d[2 * n + 1]);
    const [href, title, section, status, state, kind, names, flat] = list[entry - all.d[2 * n]];
    const sections = [];
    for (let at = 0; at < flat.length; at += 4) {
      const heading = flat[at + 1];
      const anchor = flat[at + 2] || heading.replace(/[^A-Za-z0-9 _-]/g, "").replace(/ /g, "-").toLowerCase();
      sections.push({ start: flat[at], heading, anchor: heading ? anchor : "", text: flat[at + 3] });
    }
    records.set(entry, { entry, href, title, section, status, state, kind, names, sections });
    return records.get(entry);
  }
  // How well a title or a name that begins at a position is what was asked for, 0 to 1.
  function agreement(text, start, entry, terms, weights, whole) {
    const length = runs(text).reduce((sum, run) => sum + run.words.length, 0);
    const taken = new Set();
    let asked = 0;
    terms.forEach((term, n) => {
      let best = 0;
      term.at(entry).forEach(([position, fit]) => {
        if (position < start || position >= start + length) return;
        best = Math.max(best, fit);
        term.term.words.forEach((word, at) => taken.add(position + at));
      });
      asked += best * weights[n];
    });
    return asked / whole * (.4 + .6 * Math.min(1, taken.size / length));
  }
  // How much of what was asked for stands side by side, as asked, 0 to 1.
  function adjacency(entry, terms) {
    let pairs = 0;
    for (let n = 1; n < terms.length; n++) {
      const left = new Set(terms[n - 1].at(entry).map(([position]) => position + terms[n - 1].term.words.length));
      if (terms[n].at(entry).some(([position]) => left.has(position))) pairs++;
    }
    return terms.length > 1 ? pairs / (terms.length - 1) : 0;
  }
  const PRIOR = { p: 1, c: .8, r: .9, t: 1, s: .7 };
  const flatNames = new Map();
  const flatName = (text) => {
    if (!flatNames.has(text)) flatNames.set(text, runs(text).map((run) => run.words.join(" ")).join(" "));
    return flatNames.get(text);
  };

  // Where what was asked for stands in a text: from, to, and which term. Of a phrase all words, side by side.
  function marks(text, terms) {
    const found = [], all = runs(text);
    terms.forEach(({ forms, term: { name, words } }, n) => all.forEach((run, first) => {
      if (run.name && (forms.has(run.name) || run.name === name)) { found.push([run.at, run.end, n]); return; }
      const isIn = (one) => one && (words.length > 1 ? one.words.every((word) => forms.has(word)) : one.words.some((word) => forms.has(word)));
      let last = first, count = 0;
      while (count < words.length && isIn(all[last])) count += all[last++].words.length;
      if (count >= words.length) found.push([run.at, all[last - 1].end, n]);
    }));
    return found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  }
  // The passage of a text that has the most of what was asked for, cut between words; and how much that is, 0 to 1.
  function passage(text, terms, weights, whole) {
    const found = marks(text, terms);
    let best = [0, 0];
    found.forEach(([at], n) => {
      const near = found.slice(n).filter(([, end]) => end <= at + PASSAGE - 30);
      const worth = [...new Set(near.map(([, , term]) => term))].reduce((sum, term) => sum + weights[term], 0) / whole + near.length / 100;
      if (worth > best[1]) best = [at, worth];
    });
    if (text.length <= PASSAGE) return [text, best[1]];
    let [from] = best;
    if (from < PASSAGE / 2) from = 0;
    else {
      // From the beginning of the sentence, or a few words before.
      const start = text.slice(from - 60, from), sentence = Math.max(...[". ", "… ", "; "].map((end) => start.lastIndexOf(end)));
      from += (sentence < 0 ? start.indexOf(" ") + 1 : sentence + 2) - 60;
    }
    let to = from + PASSAGE;
    if (to < text.length) to = Math.max(text.lastIndexOf(" ", to), from + PASSAGE / 2);
    const end = text.slice(from, to).replace(/[\s…]+$/, "");
    return [(from ? "… " : "") + end + (from + end.length < text.length ? " …" : ""), best[1]];
  }

  // Looks a query up: groups of results, best first.
  async function search(query) {
    const all = await index();
    const asked = ask(query);
    if (!asked.length) return { groups: [], total: 0, terms: [] };
    const terms = (await Promise.all(asked.map((term) => find(term, all))));
    const ranked = rank(terms, all);
    const pages = await Promise.all(ranked.map((score) => record(score.entry, all)));
    const plain = flatName(query);
    const weights = terms.map((term) => Math.log(1 + all.n / (term.total + 1)));
    const whole = weights.reduce((sum, one) => sum + one, 0) || 1;
    const results = [];
    pages.forEach((page, n) => {
      let score = ranked[n].rank * PRIOR[page.kind] * (1 + .5 * adjacency(page.entry, terms));
      const titled = agreement(page.title, 0, page.entry, terms, weights, whole);
      let at = 32, named = 0;
      page.names.forEach((name) => {
        named = Math.max(named, agreement(name, at, page.entry, terms, weights, whole));
        at += runs(name).reduce((sum, run) => sum + run.words.length, 0) + 1;
      });
      score += whole * Math.max(1.6 * titled ** 2, 1.3 * named ** 2);
      const inTitle = terms.map((term) => term.at(page.entry).some(([position]) => position < 64));
      const title = flatName(page.title);
      const names = page.names.map(flatName);
      if (names.includes(plain)) score += page.kind === "r" || /\d/.test(plain) ? 200 : 90;
      if (title === plain) score += 100;
      else if (plain.length > 2 && title.startsWith(plain)) score += 3;
      const parts = page.sections.map((section, at) => {
        const end = page.sections[at + 1] ? page.sections[at + 1].start : Infinity;
        let sum = 0, share = 0;
        terms.forEach((term, n) => {
          const list = term.at(page.entry).filter(([position]) => position >= section.start && position < end);
          const idf = weights[n];
          if (!list.length) { if (inTitle[n]) share += idf * .7; return; }
          sum += idf * tf(list.reduce((amount, [, fit, head]) => amount + fit * (head ? 5 : 1), 0));
          share += idf;
        });
        if (section.heading && flatName(section.heading) === plain) sum += 12;
        return { ...section, score: sum * (share / whole) ** 2 };
      });
      const best = Math.max(0, ...parts.map((part) => part.score));
      score += best * .6;
      parts.forEach((part) => { [part.shown, part.worth] = passage(part.text, terms, weights, whole); });
      const shown = parts.length ? parts.reduce((a, b) => (b.worth - a.worth || b.score - a.score) > 0 ? b : a) : null;
      results.push({ group: page.kind, score, page, text: shown ? shown.shown || parts[0].shown : "" });
      if (page.kind === "p" || page.kind === "c" || page.kind === "s") {
        const fitting = parts.filter((part) => part.heading && part.score > 0 && part.score >= best * .5).sort((a, b) => b.score - a.score);
        fitting.forEach((part, at) => {
          results.push({ group: page.kind === "c" ? "c" : "k", score: score * .6 * part.score / best, page, part, text: part.shown, over: at >= PER_POLICY });
        });
        if (fitting.length > PER_POLICY) results.push({ group: page.kind === "c" ? "c" : "k", score: score * .6 * fitting[PER_POLICY - 1].score / best, page, more: fitting.length - PER_POLICY });
      }
    });
    const groups = new Map();
    results.forEach((result) => {
      if (!groups.has(result.group)) groups.set(result.group, []);
      groups.get(result.group).push(result);
    });
    const sorted = [...groups].map(([kind, list]) => ({ kind, list: list.sort((a, b) => b.score - a.score || a.page.entry - b.page.entry || (a.more || 0) - (b.more || 0)) }));
    sorted.sort((a, b) => b.list[0].score - a.list[0].score || "pkcrts".indexOf(a.kind) - "pkcrts".indexOf(b.kind));
    return { groups: sorted, total: results.filter((result) => !result.more).length, terms };
  }

  // --- Showing.
  const make = (tag, props, ...children) => {
    const node = d.createElement(tag);
    Object.entries(props || {}).forEach(([name, value]) => { if (value !== undefined && value !== "") node.setAttribute(name, value); });
    node.append(...children);
    return node;
  };
  function marked(text, terms) {
    const parts = [];
    let from = 0;
    marks(text, terms).forEach(([at, end]) => {
      if (at < from) return;
      parts.push(text.slice(from, at), make("mark", {}, text.slice(at, end)));
      from = end;
    });
    parts.push(text.slice(from));
    return parts;
  }
  let count = 0;
  // One box with its list. `limit` is how many results a group shows.
  function attach(input, list, note, limit, changed) {
    const id = list.id || "Found" + ++count;
    const more = new Set();
    let options = [], active = -1, turn = 0, timer;
    list.id = id;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", WORDS.label);
    Object.entries({ role: "combobox", "aria-controls": id, "aria-expanded": "false", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", enterkeyhint: "search" })
      .forEach(([name, value]) => input.setAttribute(name, value));
    const azLink = () => make("a", { href: root + "a-z/" }, WORDS.az);
    const choose = (n) => {
      options.forEach((option, at) => option.setAttribute("aria-selected", at === n));
      active = n;
      if (n < 0) { input.removeAttribute("aria-activedescendant"); return; }
      input.setAttribute("aria-activedescendant", options[n].id);
      options[n].scrollIntoView({ block: "nearest" });
    };
    const draw = ({ groups, total, terms }, query) => {
      list.replaceChildren();
      options = [];
      groups.forEach(({ kind, list: results }) => {
        const name = id + kind;
        const group = make("div", { role: "group", "aria-labelledby": name }, make("div", { id: name, class: "kind", role: "presentation" }, WORDS.groups[kind]));
        let shown = 0;
        results.forEach((result) => {
          if (shown >= limit || (result.over && !more.has(result.page.href)) || (result.more && more.has(result.page.href))) return;
          shown++;
          const href = root + result.page.href + (result.part ? "#" + encodeURIComponent(result.part.anchor) : "");
          const option = make("a", { role: "option", id: id + "-" + options.length, tabindex: "-1", href, "aria-selected": "false" });
          if (result.more) {
            option.className = "more";
            option.append(WORDS.more.replace("#", result.more).replace("%", result.page.title));
            option.addEventListener("click", (event) => { event.preventDefault(); event.stopPropagation(); more.add(result.page.href); draw({ groups, total, terms }, query); input.focus(); choose(Math.min(active, options.length - 1)); });
          } else {
            const title = make("b", {}, ...marked(result.part ? result.part.heading : result.page.title, terms));
            option.append(title);
            const about = result.part ? result.page.title : result.page.section;
            if (about) option.append(" ", make("span", { class: "in" }, about));
            if (result.page.status) option.append(" ", make("span", { class: "st " + result.page.state }, result.page.status));
            if (result.text) option.append(make("span", { class: "text" }, ...marked(result.text, terms)));
          }
          options.push(option);
          group.append(option);
        });
        list.append(group);
      });
      input.setAttribute("aria-expanded", options.length > 0);
      if (total) note.textContent = WORDS.found[total === 1 ? 0 : 1].replace("#", total);
      else { const [start, end] = WORDS.none.split("#"); note.replaceChildren(start, query, end, azLink(), "."); }
      choose(options.length ? 0 : -1);
    };
    const run = async () => {
      const own = ++turn, query = input.value.trim();
      more.clear();
      if (changed) changed(query);
      if (!query) { list.replaceChildren(); options = []; choose(-1); input.setAttribute("aria-expanded", "false"); note.textContent = WORDS.hint; return; }
      clearTimeout(timer);
      timer = setTimeout(() => { if (own === turn) note.textContent = WORDS.loading; }, 300);
      try {
        const found = await search(input.value.trimStart());
        if (own === turn) { clearTimeout(timer); draw(found, query); input.dataset.shown = query; }
      } catch (error) {
        if (own !== turn) return;
        clearTimeout(timer);
        list.replaceChildren();
        options = [];
        choose(-1);
        note.replaceChildren(WORDS.failed, azLink(), ".");
      }
    };
    input.addEventListener("input", run);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && options.length) {
        event.preventDefault();
        choose((active + step + options.length) % options.length);
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (active >= 0 && input.dataset.shown === input.value.trim()) options[active].click();
      }
    });
    return run;
  }

  // --- The dialog.
  let dialog, field, refresh;
  function open() {
    if (!dialog) {
      field = make("input", { type: "search", "aria-label": WORDS.label, placeholder: WORDS.placeholder });
      const note = make("p", { class: "note", role: "status" }), list = make("div", { class: "found" });
      const close = make("button", { type: "button", class: "esc" }, WORDS.close);
      const every = make("a", { href: root + "search/" }, WORDS.all);
      dialog = make("dialog", { class: "search", "aria-label": WORDS.label },
        make("div", { class: "ask" }, field, close), list, note, make("p", { class: "hints" }, make("span", { "aria-hidden": "true" }, WORDS.keys), " ", every));
      close.addEventListener("click", () => dialog.close());
      dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target.closest("[role=option]:not(.more)")) dialog.close(); });
      // A search field takes the first Escape to empty itself; here it closes at once.
      field.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.preventDefault(); dialog.close(); } });
      d.body.append(dialog);
      refresh = attach(field, list, note, 6, (query) => { every.href = root + "search/" + (query ? "?q=" + encodeURIComponent(query) : ""); });
    }
    if (!dialog.open) dialog.showModal();
    field.select();
    refresh();
    index().catch(() => {});
  }

  // --- The page.
  const own = d.querySelector("#Query");
  if (own) {
    const shown = d.querySelector("#Found"), note = d.querySelector("#FoundNote");
    const run = attach(own, shown, note, 50, (query) => {
      const address = new URL(location.href);
      if (query) address.searchParams.set("q", query); else address.searchParams.delete("q");
      try { history.replaceState(null, "", address); } catch (error) { /* Some browsers refuse it on disk. */ }
    });
    own.form.addEventListener("submit", (event) => event.preventDefault());
    own.value = own.value || new URLSearchParams(location.search).get("q") || "";
    own.focus();
    run();
  }
  w.rulebookSearch.open = () => { if (own) { own.focus(); own.select(); } else open(); };
  w.rulebookSearch.search = search;
  w.rulebookSearch.runs = runs;
})(document, window);
