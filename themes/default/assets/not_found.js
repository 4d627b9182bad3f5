// Says what was asked for and offers the pages nearest to it. Only the page for addresses that do not
// exist loads this; the list of pages comes in a file of its own.
(function (d) {
  "use strict";
  const root = d.currentScript.dataset.root;
  const slug = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/\.(html?|md)$/, "").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
  const read = (text) => { try { return decodeURIComponent(text); } catch (e) { return text; } };
  const parts = (path) => path.split("/").map(slug).filter((part) => part && part !== "index").slice(-4);

  // Letters left out, added, exchanged or swapped with the next; Infinity for more than `most`.
  function distance(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return Infinity;
    let before, last, row = Array.from({ length: b.length + 1 }, (_, n) => n);
    for (let i = 1; i <= a.length; i++) {
      before = last; last = row; row = [i];
      for (let j = 1; j <= b.length; j++) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      if (Math.min(...row) > most) return Infinity;
    }
    return row[b.length] > most ? Infinity : row[b.length];
  }

  // How far a name is from what was asked for; as many of its words as were asked for may stand for it.
  function far(asked, name) {
    const words = name.split("-"), count = asked.split("-").length, most = Math.floor((asked.length + 1) / 4);
    let least = distance(asked, name, most);
    for (let n = 0; asked.length > 3 && words.length > count && n + count <= words.length; n++) {
      least = Math.min(least, distance(asked, words.slice(n, n + count).join("-"), most) + .5);
    }
    return least;
  }

  window.rulebookAddresses = (pages) => {
    let path = read(location.pathname);
    if (/\/404(\.html)?$/.test(path)) return;
    d.querySelector("#Asked code").textContent = path;
    d.querySelector("#Asked").hidden = false;
    const asked = parts(path.startsWith(root) ? path.slice(root.length) : path).map((part) => part.slice(0, 64));
    const seek = d.querySelector("#Seek"), last = asked[asked.length - 1];
    if (seek && last) {
      const words = last.replace(/-/g, " ");
      seek.href += "?q=" + encodeURIComponent(words);
      seek.textContent = seek.dataset.for.replace("{}", () => words);
    }
    const report = d.querySelector("#Report");
    if (report) report.href += (report.search ? "&" : "?") + (report.host ? "title=" : "subject=") + encodeURIComponent(report.dataset.for + path);
    // The last part that is like a name; of equals, the page that shares more of the rest.
    let found = [];
    for (let n = asked.length - 1; n >= 0 && !found.length; n--) {
      found = pages.map(([href, title, names]) => {
        const own = parts(read(href));
        const score = Math.min(...[own[own.length - 1] || "", slug(title), ...(names || []).map(slug)].map((name) => far(asked[n], name)));
        return { href, title, score: score - own.filter((part) => asked.includes(part)).length / 10 };
      }).filter((page) => page.score < Infinity).sort((a, b) => a.score - b.score).slice(0, 3);
    }
    const list = d.querySelector("#Nearest ul");
    found.forEach(({ href, title }) => {
      const a = d.createElement("a"), item = d.createElement("li");
      a.href = root + href;
      a.textContent = title;
      item.append(a);
      list.append(item);
    });
    list.parentNode.hidden = !found.length;
  };
})(document);
