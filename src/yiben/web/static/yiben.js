/* Improvements only: every page works without this file. ES2020, Chromium 86, plain http. */
(function () {
  "use strict";
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));

  document.documentElement.classList.add("js");

  /* Scope and filters are applied as soon as a choice changes. */
  all("form[data-autosubmit]").forEach((form) => {
    form.addEventListener("change", (event) => {
      if (event.target.tagName === "SELECT") {
        const other = form.elements.other_period;
        if (other && event.target.name === "period") other.value = "";
        form.submit();
      }
    });
  });

  /* "/" goes to the search box, as its mark says. */
  document.addEventListener("keydown", (event) => {
    const box = document.querySelector(".y-search input");
    const isTyping = ["INPUT", "TEXTAREA", "SELECT"].includes(event.target.tagName);
    if (event.key !== "/" || isTyping || !box || !box.offsetParent || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  all("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  all("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      document.getElementById(button.dataset.copy).select();
      if (document.execCommand("copy")) button.textContent = button.dataset.done;
    });
  });

  /* The panel beside a report explains the number that was clicked; the others lose their mark. */
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "source") return;
    const link = event.detail.requestConfig.elt;
    all("[data-source][aria-current]").forEach((other) => other.removeAttribute("aria-current"));
    link.setAttribute("aria-current", "true");
  });

  /* One button chooses the same wherever nothing is chosen yet; without this file the form comes back so. */
  all("button[data-choose]").forEach((button) => {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const groups = all(".y-choice", button.closest("fieldset") || button.form);
      groups.filter((group) => !group.querySelector("input:checked")).forEach((group) => {
        const wanted = all("input", group).find((input) => input.value === button.dataset.choose);
        if (wanted) wanted.checked = true;
        all(".y-err", group.closest("fieldset")).forEach((said) => said.remove());
      });
      if (!button.form.querySelector(".y-err")) all(".y-msg.r[role=alert]").forEach((said) => said.remove());
    });
  });

  /* What was typed into another form of the page would be gone with this one: that is asked about first. */
  const touched = new Set();
  const isChanged = (field) => {
    if (!field.name || field.type === "hidden" || field.type === "submit") return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") {
      const usual = all("option", field).filter((option) => option.defaultSelected).map((option) => option.value);
      return field.value !== (usual.length ? usual[usual.length - 1] : field.options.length ? field.options[0].value : "");
    }
    return field.value !== field.defaultValue;
  };
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.method === "post") touched.add(form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    const left = Array.from(touched).some(
      (other) => other !== form && other.isConnected && Array.from(other.elements).some(isChanged)
    );
    if (left && !window.confirm(document.body.dataset.unsaved)) event.preventDefault();
  });

  /* Another day is asked only when it is chosen. */
  all("[data-otherday]").forEach((box) => {
    const form = box.closest("form");
    const show = () => {
      const chosen = form.querySelector("input[name=day]:checked");
      box.hidden = Boolean(chosen) && chosen.value !== "other";
    };
    form.addEventListener("change", show);
    show();
  });

  /* Chosen units stand as chips under the list; a long list gets a box to narrow it. */
  all("[data-units]").forEach((details) => {
    const chips = details.nextElementSibling;
    const boxes = all("input[type=checkbox]", details);
    const show = () => {
      chips.textContent = "";
      boxes.filter((box) => box.checked).forEach((box) => {
        const chip = document.createElement("span");
        chip.className = "y-chip own";
        chip.textContent = box.dataset.label;
        chips.appendChild(chip);
      });
    };
    details.addEventListener("change", show);
    /* All of a kind at once; who takes one out again has not chosen all. */
    const before = details.previousElementSibling;
    const kinds = before && "allof" in before.dataset ? all("input", before) : [];
    kinds.forEach((kind) => {
      const own = boxes.filter((box) => box.dataset.kind === kind.value);
      kind.addEventListener("change", () => {
        own.forEach((box) => { box.checked = kind.checked; });
        show();
      });
      details.addEventListener("change", () => { kind.checked = own.every((box) => box.checked); });
    });
    if (boxes.length < 12) return;
    const narrow = document.createElement("input");
    narrow.type = "search";
    narrow.className = "y-in";
    narrow.setAttribute("aria-label", details.querySelector("summary").textContent);
    narrow.addEventListener("input", () => {
      boxes.forEach((box) => {
        box.parentElement.hidden = !box.dataset.label.includes(narrow.value.trim());
      });
    });
    narrow.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
    details.querySelector(".y-unitlist").prepend(narrow);
  });

  /* A long list to choose from gets a box that narrows it. */
  all("select[data-narrow]").forEach((select) => {
    const narrow = document.createElement("input");
    narrow.type = "search";
    narrow.className = "y-in y-narrowing";
    narrow.placeholder = select.dataset.narrow;
    narrow.setAttribute("aria-label", select.dataset.narrow);
    narrow.addEventListener("input", (event) => {
      const words = narrow.value.trim();
      all("option", select).forEach((option) => {
        option.hidden = Boolean(option.value) && !option.label.includes(words);
      });
      all("optgroup", select).forEach((group) => {
        group.hidden = all("option", group).every((option) => option.hidden);
      });
      const found = all("option", select).filter((option) => option.value && !option.hidden);
      if (words && found.length === 1) select.value = found[0].value;
      event.stopPropagation();
    });
    narrow.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
    select.before(narrow);
  });

  /* Photos are shown before they are sent. */
  all("[data-photos]").forEach((input) => {
    const place = input.closest(".y-photo");
    input.addEventListener("change", () => {
      all(".y-photo[data-new]", place.parentElement).forEach((old) => old.remove());
      Array.from(input.files).forEach((file) => {
        const box = document.createElement("div");
        box.className = "y-photo";
        box.dataset.new = "1";
        const frame = document.createElement("div");
        frame.className = "ph";
        if (file.type.startsWith("image/")) {
          const picture = document.createElement("img");
          picture.alt = file.name;
          picture.src = URL.createObjectURL(file);
          frame.appendChild(picture);
        }
        const name = document.createElement("p");
        name.textContent = file.name;
        box.append(frame, name);
        place.before(box);
      });
    });
  });

  /* What is typed into a record form is kept on this computer until it was sent. */
  const store = {
    read(key) {
      try { return JSON.parse(window.localStorage.getItem(key)); } catch (problem) { return null; }
    },
    write(key, value) {
      try { window.localStorage.setItem(key, JSON.stringify(value)); return true; } catch (problem) { return false; }
    },
    drop(key) {
      try { window.localStorage.removeItem(key); } catch (problem) { /* private window: nothing was kept */ }
    },
  };
  const keyOf = (name) => "yiben/" + name;
  const notKept = new Set(["csrfmiddlewaretoken", "uid", "as_post", "files", "do", "unit", "evidence"]);

  all("[data-drop-draft]").forEach((part) => store.drop(keyOf(part.dataset.dropDraft)));

  all("form[data-draft]").forEach((form) => {
    const key = keyOf(form.dataset.draft);
    const state = form.querySelector("[data-draft-state]");
    const keep = () => {
      const typed = Array.from(new FormData(form)).filter((pair) => !notKept.has(pair[0]));
      const now = new Date();
      const clock = String(now.getHours()).padStart(2, "0") + ":" + String(now.getMinutes()).padStart(2, "0");
      if (store.write(key, typed)) state.textContent = state.dataset.saved + " " + clock;
    };
    let waiting = 0;
    form.addEventListener("input", () => {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(keep, 400);
    });
    const kept = store.read(key);
    if (!kept || !("fresh" in form.dataset)) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn small";
    button.textContent = state.dataset.restore;
    button.addEventListener("click", () => {
      kept.forEach(([name, value]) => {
        all("[name]", form).filter((input) => input.name === name).forEach((input) => {
          if (input.type === "radio" || input.type === "checkbox") {
            if (input.value === value) input.checked = true;
          } else {
            input.value = value;
          }
        });
      });
      form.dispatchEvent(new Event("change", { bubbles: true }));
      all("[data-units]", form).forEach((part) => part.dispatchEvent(new Event("change")));
      button.remove();
    });
    state.appendChild(button);
  });
})();
