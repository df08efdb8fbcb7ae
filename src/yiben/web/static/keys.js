/* Keys of a page: each element with data-key is clicked, or focused when it is a field. ES2020, Chromium 86. */
(function () {
  "use strict";
  const isField = (element) => ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isField(event.target)) {
      event.target.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isField(event.target)) return;
    const key = event.key.toLowerCase();
    if (!/^[a-z]$/.test(key)) return;
    const wanted = document.querySelector("[data-key=" + key + "]");
    if (!wanted) return;
    event.preventDefault();
    if (isField(wanted)) {
      wanted.focus();
    } else {
      wanted.click();
      const field = wanted.tagName === "SUMMARY" && wanted.parentElement.querySelector("textarea");
      if (field) field.focus();
    }
  });

  /* The text follows the task that is open. */
  const text = document.querySelector("[data-follow]");
  const line = text && text.querySelector(".y-cl.on");
  if (line) text.scrollTop = line.offsetTop - text.offsetTop - text.clientHeight / 3;
  const current = document.querySelector("[data-current]");
  if (current && window.location.hash) current.focus({ preventScroll: true });
})();
