// Filters the list of failures; without script the whole list is shown.
(function () {
  "use strict";
  const articles = Array.from(document.querySelectorAll("article"));
  const text = document.getElementById("text");
  const selects = Array.from(document.querySelectorAll("select"));
  const count = document.getElementById("count");
  function update() {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const article of articles) {
      const chosen = selects.every((s) => !s.value || article.dataset[s.name] === s.value);
      const content = article.textContent.toLowerCase();
      const visible = chosen && words.every((word) => content.includes(word));
      article.hidden = !visible;
      shown += visible ? 1 : 0;
    }
    count.textContent = shown + " / " + articles.length;
  }
  text.addEventListener("input", update);
  selects.forEach((select) => select.addEventListener("change", update));
  update();
})();
