// Runs in <head>, before the first paint: marks scripts as present, applies a stored theme.
(function (root) {
  root.classList.add("js");
  try { var theme = localStorage.getItem("theme"); if (theme) root.dataset.theme = theme; } catch (e) {}
})(document.documentElement);
