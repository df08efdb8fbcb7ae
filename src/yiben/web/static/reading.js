/* The reading page: H and G go from heading to heading; a marked place opens its change without loading the page again.
   Works without. ES2020, Chromium 86. */
(function () {
  "use strict";
  const text = document.querySelector("[data-follow]");
  if (!text) return;

  const bring = (place, share) => {
    const top = place.getBoundingClientRect().top - text.getBoundingClientRect().top;
    if (text.scrollHeight > text.clientHeight + 1) text.scrollTop += top - text.clientHeight * share;
    else place.scrollIntoView({ block: "center" });
  };

  let heading = null;
  document.addEventListener("keydown", (event) => {
    const step = { h: 1, g: -1 }[event.key.toLowerCase()];
    const isTyped = ["INPUT", "TEXTAREA", "SELECT"].includes(event.target.tagName);
    if (!step || isTyped || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const all = Array.from(text.querySelectorAll(".y-cl[id^=h]"));
    const next = all[heading === null && step > 0 ? 0 : all.indexOf(heading) + step];
    if (!next) return;
    if (heading) heading.classList.remove("y-heading");
    heading = next;
    heading.classList.add("y-heading");
    bring(heading, 0.3);
  });

  const panel = document.querySelector("[data-change-panel]");
  if (!panel) return;
  const address = (number) => panel.dataset.changePanel.replace("/0/", "/" + number + "/");
  const numberOf = (element) => element.dataset.change || (/^c(\d+)$/.exec(element.id) || [])[1];
  let wanted = 0;

  const show = (number) => {
    const asked = (wanted += 1);
    /* Keys pressed before the answer is there go on from the place that was asked for. */
    for (const [key, step] of [["n", 1], ["b", -1]]) {
      const link = panel.querySelector("[data-key=" + key + "]");
      if (!link) continue;
      link.dataset.change = Math.max(1, Number(number) + step);
      link.href = "?change=" + link.dataset.change + "#c" + link.dataset.change;
    }
    panel.querySelectorAll("form button").forEach((button) => (button.disabled = true));
    fetch(address(number), { credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.text() : ""))
      .then((shown) => {
        if (asked !== wanted || !shown) return;
        panel.innerHTML = shown;
        mark(number);
      })
      .catch(() => window.location.assign("?change=" + number + "#c" + number));
  };

  const mark = (number) => {
    document.querySelectorAll(".y-chosen").forEach((each) => each.classList.remove("y-chosen"));
    const places = document.querySelectorAll("#c" + number + ', mark[data-change="' + number + '"]');
    places.forEach((each) => each.classList.add("y-chosen"));
    const chosen = document.getElementById("c" + number) || places[0];
    if (chosen) bring(chosen, 0.5);
  };

  document.addEventListener("click", (event) => {
    const place = event.target.closest("[data-follow] a[id^=c], [data-follow] [data-change]");
    const number = place && numberOf(place);
    if (!number || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const isHere = document.getElementById("c" + number) || document.querySelector('mark[data-change="' + number + '"]');
    if (!isHere) return;
    event.preventDefault();
    show(number);
  });

  const opened = /[?&]change=(\d+)/.exec(window.location.search);
  if (opened) mark(opened[1]);
})();
