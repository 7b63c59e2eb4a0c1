// Behaviour of the page. Server-made markup names what a control does in data attributes; this
// script only passes that on (`trigger`) and looks after focus, scrolling, copying and uploading.
(function () {
  "use strict";

  const narrow = window.matchMedia("(max-width: 1023px)");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const parts = {}; // name -> {send, trigger}, one for each block of the page
  let opener = null; // the chip that opened the source
  let busy = false; // a question is being answered

  function byId(id) {
    return document.getElementById(id);
  }

  function read(element, name) {
    return JSON.parse(element.dataset[name]);
  }

  function scrollBehaviour() {
    return calm.matches ? "auto" : "smooth";
  }

  // Gradio closes its stream of answers when none is due. An event sent while that is under way is
  // answered only after another event opened the stream anew: so one is sent when nothing comes.

  let waiting = 0;
  let nudges = 0;

  function expect() {
    nudges = 0;
    clearTimeout(waiting);
    waiting = setTimeout(nudge, 2000);
  }

  function nudge() {
    if (nudges >= 6) return;
    nudges += 1;
    parts.header.send("nudge", {});
    waiting = setTimeout(nudge, 2000 * 2 ** nudges);
  }

  function arrived() {
    clearTimeout(waiting);
  }

  // When a request fails there is nobody to say so but this script.

  const mishaps = { 401: "expired", 429: "tooFast" };
  const fetched = window.fetch;

  window.fetch = async (...request) => {
    const address = String(request[0] && request[0].url ? request[0].url : request[0]);
    const ours = address.includes("/queue/join");
    try {
      const answer = await fetched(...request);
      if (ours && !answer.ok) mishap(mishaps[answer.status] || "refusedRequest", answer);
      else if (ours) {
        unsent = "";
        quiet();
      }
      return answer;
    } catch (error) {
      if (ours) mishap("offline");
      throw error;
    }
  };

  function mishap(kind, answer) {
    arrived();
    setBusy(false);
    byId("pq-panel").setAttribute("aria-busy", "false");
    shown = "";
    const words = document.querySelector(".pq-header").dataset;
    const seconds = answer ? answer.headers.get("retry-after") : "";
    const bar = byId("pq-mishap") || document.createElement("p");
    bar.id = "pq-mishap";
    if (unsent && !question().value) question().value = unsent;
    bar.setAttribute("role", "alert");
    bar.textContent = words[kind].replace("{seconds}", seconds || "10");
    if (kind === "expired") {
      const link = document.createElement("a");
      link.href = "login";
      link.textContent = words.signIn;
      bar.append(" ", link);
    }
    byId("pq-header").append(bar);
  }

  function quiet() {
    const bar = byId("pq-mishap");
    if (bar) bar.remove();
  }

  // Appearance and navigation

  function stored(key, value) {
    try {
      if (value !== undefined) localStorage.setItem(key, value);
      return localStorage.getItem(key);
    } catch {
      return null; // storage may be switched off
    }
  }

  function wear(theme) {
    if (theme) document.body.classList.toggle("dark", theme === "dark");
  }

  function toggleTheme() {
    const theme = document.body.classList.contains("dark") ? "light" : "dark";
    stored("policyqa-theme", theme);
    wear(theme);
  }

  function currentPage() {
    const named = location.hash.slice(1);
    const links = [...document.querySelectorAll("[data-page-link]")];
    return links.some((link) => link.dataset.pageLink === named) ? named : "chat";
  }

  function showPage() {
    const page = currentPage();
    document.body.dataset.page = page;
    for (const link of document.querySelectorAll("[data-page-link]")) {
      if (link.dataset.pageLink === page) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  // Asking

  function question() {
    return byId("pq-question");
  }

  function fit(area) {
    area.style.height = "auto";
    area.style.height = Math.min(area.scrollHeight + 2, 180) + "px";
  }

  function filters() {
    const form = byId("pq-ask");
    const values = {};
    for (const name of ["since", "until", "publisher", "source"]) {
      const field = form && form.elements[name];
      if (field && field.value.trim()) values[name] = field.value.trim();
    }
    return values;
  }

  let unsent = ""; // what was asked last, given back when it did not reach the server

  function ask(text) {
    if (busy || !text.trim()) return;
    quiet();
    setBusy(true);
    unsent = text.trim();
    parts.composer.trigger("ask", { question: unsent, ...filters() });
    question().value = "";
    fit(question());
  }

  let impatience = 0;
  let stopping = 0;
  function setBusy(value) {
    busy = value;
    clearTimeout(impatience); // an answer that never comes must not lock the box
    clearTimeout(stopping);
    if (value) impatience = setTimeout(setBusy, 600000, false);
    const send = byId("pq-send");
    if (send) send.setAttribute("aria-disabled", String(value));
    // Most answers are there at once: the way to stop one shows only when it takes a while.
    if (value) stopping = setTimeout(offerStop, 600, true);
    else offerStop(false);
  }

  function offerStop(offered) {
    const send = byId("pq-send");
    const halt = byId("pq-stop");
    if (!send || !halt) return;
    const held = document.activeElement;
    send.hidden = offered;
    halt.hidden = !offered;
    if (held === send || held === halt) question().focus();
  }

  function countFilters() {
    const badge = byId("pq-filter-count");
    const count = Object.keys(filters()).length;
    if (badge) badge.textContent = count ? String(count) : "";
  }

  let turnsSeen = 0;
  function logChanged() {
    const turns = document.querySelectorAll(".pq-turn");
    const last = turns[turns.length - 1];
    if (last && turns.length > turnsSeen) {
      last.scrollIntoView({ block: "start", behavior: scrollBehaviour() });
    }
    turnsSeen = turns.length;
    if (!last || last.getAttribute("aria-busy") !== "true") setBusy(false);
    unfold();
    refocus();
  }

  // The log is made anew with every claim: what was open in it and what had the focus stays so.

  const unfolded = new Set();
  let held = null; // [turn, place of the control in it]

  function controls(turn) {
    return [...turn.querySelectorAll("button, summary, input")];
  }

  function unfold() {
    for (const fold of document.querySelectorAll("#pq-log [data-fold]")) {
      if (unfolded.has(fold.dataset.fold)) fold.open = true;
    }
  }

  function onToggle(event) {
    const key = event.target.dataset && event.target.dataset.fold;
    if (!key) return;
    if (event.target.open) unfolded.add(key);
    else unfolded.delete(key);
  }

  function onFocus(event) {
    const turn = event.target.closest(".pq-turn");
    held = turn && [turn.dataset.turn, controls(turn).indexOf(event.target)];
  }

  function onBlur(event) {
    if (event.target.isConnected) held = null;
  }

  function refocus() {
    if (!held || document.activeElement !== document.body) return;
    const turn = document.querySelector(`.pq-turn[data-turn="${held[0]}"]`);
    const control = turn && controls(turn)[held[1]];
    if (control) control.focus({ preventScroll: true });
  }

  // Source panel

  let shown = ""; // the place in the panel

  function open(element, name, values) {
    if (element.closest("#pq-log, #pq-table")) opener = element;
    document.body.classList.add("pq-open");
    if (shown === JSON.stringify(values)) {
      panelChanged();
      return;
    }
    shown = JSON.stringify(values);
    byId("pq-panel").setAttribute("aria-busy", "true");
    parts[name].trigger("open", values);
  }

  function panelChanged() {
    const panel = byId("pq-panel");
    panel.setAttribute("aria-busy", "false");
    for (const chip of document.querySelectorAll(".pq-chip[aria-current]")) {
      chip.removeAttribute("aria-current");
    }
    if (opener && opener.classList.contains("pq-chip")) opener.setAttribute("aria-current", "true");
    const body = panel.querySelector(".pq-document");
    if (!body) {
      shown = "";
      return;
    }
    const target = panel.querySelector("#pq-found, #pq-quote, .pq-box");
    const image = panel.querySelector(".pq-leaf img");
    if (image && !image.complete) {
      image.addEventListener("load", () => reveal(panel, body, target), { once: true });
    } else {
      reveal(panel, body, target);
    }
  }

  function reveal(panel, body, target) {
    if (narrow.matches) panel.scrollIntoView({ block: "start" });
    if (target) {
      const offset = target.getBoundingClientRect().top - body.getBoundingClientRect().top;
      body.scrollTop += offset - body.clientHeight / 4;
    } else {
      body.scrollTop = 0;
    }
    const title = byId("pq-source-title");
    if (title && !panel.contains(document.activeElement)) title.focus({ preventScroll: true });
  }

  function back() {
    const target = opener && opener.isConnected ? opener : question();
    if (!target) return;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "center" });
  }

  function close() {
    document.body.classList.remove("pq-open");
    parts.panel.trigger("open", {});
    back();
    opener = null;
    document.querySelectorAll(".pq-chip[aria-current]").forEach((chip) => {
      chip.removeAttribute("aria-current");
    });
  }

  // Copying

  async function copy(button) {
    const text = button.dataset.copy;
    const late = new Promise((resolve) => setTimeout(resolve, 700, false));
    const written = navigator.clipboard
      ? navigator.clipboard.writeText(text).then(() => true, () => false)
      : false; // none over plain http to another machine
    const done = (await Promise.race([written, late])) || copyOldWay(text);
    const label = button.querySelector("span");
    const before = button.dataset.label || label.textContent;
    button.dataset.label = before;
    label.textContent = done ? button.dataset.done : button.dataset.failed;
    setTimeout(() => {
      label.textContent = before;
    }, 1600);
  }

  function copyOldWay(text) {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }

  // Uploading: bytes go to the server's upload address one file after another, then the library
  // is told where they lie.

  let uploading = false;

  function line(list, name) {
    const item = document.createElement("li");
    const label = document.createElement("span");
    label.className = "pq-file";
    label.textContent = name;
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", name);
    const state = document.createElement("span");
    state.className = "pq-state";
    item.append(label, bar, state);
    list.append(item);
    return { bar, state };
  }

  function send(file, zone, shown) {
    return new Promise((resolve) => {
      const limit = Number(zone.dataset.bytes);
      if (file.size > limit) {
        shown.state.textContent = zone.dataset.tooLarge;
        resolve(null);
        return;
      }
      const request = new XMLHttpRequest();
      const form = new FormData();
      form.append("files", file, file.name);
      request.open("POST", new URL("gradio_api/upload", document.baseURI));
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) shown.bar.value = event.loaded / event.total;
      };
      request.onload = () => {
        const paths = request.status === 200 ? JSON.parse(request.responseText) : null;
        if (!paths) shown.state.textContent = request.status === 413 ? zone.dataset.tooLarge : zone.dataset.failed;
        resolve(paths && { path: paths[0], name: file.name });
      };
      request.onerror = () => {
        shown.state.textContent = zone.dataset.failed;
        resolve(null);
      };
      request.send(form);
    });
  }

  async function upload(files) {
    const zone = byId("pq-drop");
    if (uploading || !files.length || !zone) return;
    uploading = true;
    const list = byId("pq-sending");
    list.textContent = "";
    const most = Number(zone.dataset.files);
    const chosen = [...files].slice(0, most);
    const lines = chosen.map((file) => line(list, file.name));
    const sent = [];
    for (let i = 0; i < chosen.length; i += 1) {
      const found = await send(chosen[i], zone, lines[i]);
      if (found) {
        lines[i].bar.closest("li").remove();
        sent.push(found);
      } else {
        lines[i].bar.remove();
      }
    }
    uploading = false;
    if (sent.length) parts.upload.trigger("upload", { files: sent, more: files.length > most });
  }

  // One listener for each kind of event; what was clicked says what to do.

  const clicks = {
    open: (el, name) => open(el, name, read(el, "open")),
    ask: (el) => ask(el.dataset.ask),
    copy: (el) => copy(el),
    rate: (el, name) => parts[name].trigger("rate", read(el, "rate")),
    sort: (el, name) => parts[name].trigger("list", read(el, "sort")),
    reindex: (el, name) => parts[name].trigger("reindex", read(el, "reindex")),
    remove: (el) => confirmRemoval(el),
    dismiss: (el, name) => parts[name].trigger("dismiss", {}),
    act: (el, name) => actions[el.dataset.act](el, name),
  };

  const actions = {
    back,
    close,
    theme: toggleTheme,
    stop: () => {
      parts.composer.trigger("stop", {});
      stopping = setTimeout(setBusy, 5000, false); // whatever the server makes of it
    },
    clear: () => {
      setBusy(false);
      parts.composer.trigger("clear", {});
      turnsSeen = 0;
      question().focus();
    },
    language: (el) => {
      const chosen = el.dataset.language;
      document.cookie = `policyqa_lang=${chosen}; path=/; max-age=31536000; samesite=lax`;
      document.documentElement.lang = chosen === "en" ? "en" : "zh-CN";
      parts.header.trigger("language", { language: chosen });
    },
    "reset-filters": () => {
      for (const field of byId("pq-ask").querySelectorAll(".pq-filters input, .pq-filters select")) {
        field.value = "";
      }
      countFilters();
    },
    choose: () => byId("pq-files").click(),
    "cancel-removal": () => byId("pq-removal").close(),
    "do-remove": (el) => {
      byId("pq-removal").close();
      parts.table.trigger("remove", read(el, "target"));
    },
  };

  function confirmRemoval(button) {
    const dialog = byId("pq-removal");
    dialog.querySelector("p").textContent = button.dataset.question;
    dialog.querySelector("[data-act=do-remove]").dataset.target = button.dataset.remove;
    dialog.showModal();
  }

  function onClick(event, name) {
    for (const kind of Object.keys(clicks)) {
      const selector = `[data-${kind}]`;
      const target = event.target.closest(selector);
      if (target && !target.disabled && target.tagName !== "FORM") {
        clicks[kind](target, name);
        return;
      }
    }
  }

  function onSubmit(event, name) {
    const form = event.target;
    if (form.hasAttribute("action")) return; // signing out leaves the page
    event.preventDefault();
    if (form.id === "pq-ask") {
      ask(question().value);
    } else if (form.dataset.find) {
      open(form, name, { ...read(form, "find"), find: form.elements.find.value.trim() });
    } else if (form.dataset.comment) {
      const comment = form.elements.comment.value.trim();
      if (comment) parts[name].trigger("rate", { ...read(form, "comment"), comment });
    } else if (form.dataset.filter) {
      parts[name].trigger("list", { ...read(form, "filter"), words: form.elements.words.value });
    }
  }

  function onKey(event, name) {
    const typing = event.target.id === "pq-question";
    const composing = event.isComposing || event.keyCode === 229; // Safari knows only the latter
    if (typing && event.key === "Enter" && !event.shiftKey && !composing) {
      event.preventDefault();
      ask(event.target.value);
    } else if (event.key === "Escape" && name === "panel") {
      close();
    }
  }

  function onInput(event) {
    if (event.target.id === "pq-question") fit(event.target);
    else if (event.target.closest(".pq-filters")) countFilters();
  }

  function onChange(event) {
    if (event.target.id === "pq-files") {
      upload(event.target.files).then(() => {
        event.target.value = "";
      });
    } else if (event.target.closest(".pq-filters")) {
      countFilters();
    }
  }

  function dropping() {
    const over = (on) => byId("pq-drop") && byId("pq-drop").classList.toggle("pq-over", on);
    for (const type of ["dragover", "dragenter"]) {
      document.addEventListener(type, (event) => {
        event.preventDefault();
        over(document.body.dataset.page === "library");
      });
    }
    document.addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) over(false);
    });
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      over(false);
      if (document.body.dataset.page === "library") upload(event.dataTransfer.files);
    });
  }

  const changed = {
    log: logChanged,
    panel: panelChanged,
    header: showPage,
    composer: () => {
      countFilters();
      if (busy) offerStop(true);
    },
  };

  // Called by each block when it is on the page.
  function mount(name, element, trigger, watch) {
    parts[name] = {
      send: trigger,
      trigger: (event, values) => {
        trigger(event, values);
        expect();
      },
    };
    element.addEventListener("click", (event) => onClick(event, name));
    element.addEventListener("submit", (event) => onSubmit(event, name));
    element.addEventListener("keydown", (event) => onKey(event, name));
    element.addEventListener("input", onInput);
    element.addEventListener("change", onChange);
    element.addEventListener("toggle", onToggle, true);
    if (name === "log") {
      element.addEventListener("focusin", onFocus);
      element.addEventListener("focusout", onBlur);
    }
    watch("value", () => {
      arrived();
      if (changed[name]) changed[name]();
    });
    if (name === "header") {
      wear(stored("policyqa-theme"));
      showPage();
    }
  }

  window.addEventListener("hashchange", () => {
    showPage();
    window.scrollTo(0, 0);
  });
  dropping();
  window.policyqa = { mount };
})();
