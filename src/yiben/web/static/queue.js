/* Records sent without a connection wait here and go out later, each once: its own id makes a second sending harmless.
   They belong to the person and the post that typed them. Without this file the forms work as ever. ES2020, Chromium 86,
   plain http. */
(function () {
  "use strict";
  const bar = document.getElementById("queue");
  if (!bar) return;
  const { owner, token: tokenAddress, login } = bar.dataset;
  const part = (name, root) => (root || bar).querySelector("[data-" + name + "]");
  const texts = part("texts").content;
  const say = (name, values) => Object.entries(values || {}).reduce(
    (text, [key, value]) => text.replace("{" + key + "}", value),
    texts.querySelector("[data-text=" + name + "]").textContent,
  );
  const REPLACES = "yiben/replaces/";
  const HANDED = "yiben/handed";
  const PATIENCE = 6000;
  const UPLOAD = 180000;
  const AGAIN = 60000;

  /* Where it is kept: IndexedDB, which also holds photos; else localStorage, which does not. */
  const opened = new Promise((resolve, reject) => {
    if (!window.indexedDB) { reject(new Error("no IndexedDB")); return; }
    const asked = window.indexedDB.open("yiben", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("queue", { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const database = {
    /* Done when the transaction is: a disk that is full says so only then. */
    run: async (mode, act) => {
      const transaction = (await opened).transaction("queue", mode);
      return new Promise((resolve, reject) => {
        const asked = act(transaction.objectStore("queue"));
        transaction.oncomplete = () => resolve(asked.result);
        transaction.onabort = () => reject(transaction.error);
      });
    },
    all: () => database.run("readonly", (store) => store.getAll()),
    put: (item) => database.run("readwrite", (store) => store.put(item)),
    drop: (key) => database.run("readwrite", (store) => store.delete(key)),
  };
  const PREFIX = "yiben/queue/";
  const plain = {
    all: async () => Object.keys(window.localStorage).filter((key) => key.startsWith(PREFIX))
      .map((key) => JSON.parse(window.localStorage.getItem(key))),
    put: async (item) => window.localStorage.setItem(PREFIX + item.key, JSON.stringify({ ...item, files: [] })),
    drop: async (key) => window.localStorage.removeItem(PREFIX + key),
  };
  const store = opened.then(() => database, () => plain);

  const items = async (mine) => {
    const found = (await (await store).all()).filter((item) => mine(item.owner));
    return found.sort((one, other) => one.at - other.at);
  };
  const own = () => items((whose) => whose === owner);
  const person = owner.split("/")[0] + "/";

  /* Keeping. Returns the name of the sentence that says how it went. */
  const keep = async (item) => {
    const kept = await store;
    try {
      await kept.put(item);
      return kept === plain && item.files.length ? "unfiled" : "queued";
    } catch (problem) {
      try {
        await kept.put({ ...item, files: [] });
        return item.files.length ? "unfiled" : "queued";
      } catch (again) {
        return "unkept";
      }
    }
  };

  /* Showing. */
  const tell = (text, link) => {
    const place = part("says");
    place.textContent = text;
    if (link) place.append(" ", link);
    bar.hidden = false;
  };
  const clock = (at) => new Date(at).toLocaleString(document.documentElement.lang, {
    month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false,
  });
  const row = (item) => {
    const line = document.importNode(part("item").content, true).firstElementChild;
    const files = item.files.length ? " · " + say("files", { n: item.files.length }) : "";
    part("title", line).textContent = item.title;
    part("state", line).textContent = (item.sentences || []).join(" ") || say("waiting", { at: clock(item.at) }) + files;
    part("edit", line).href = item.action + "#queued=" + item.uid;
    part("discard", line).setAttribute("aria-label", part("discard", line).textContent + " " + item.title);
    part("discard", line).addEventListener("click", async () => {
      if (!window.confirm(say("ask"))) return;
      await (await store).drop(item.key);
      show();
    });
    return line;
  };
  const show = async () => {
    const waiting = await own();
    const others = await items((whose) => whose !== owner && whose.startsWith(person));
    const details = bar.querySelector("details");
    const summary = details.querySelector("summary");
    part("list").replaceChildren(...waiting.map(row));
    const isWrong = waiting.length && waiting.every((item) => item.sentences);
    summary.textContent = (isWrong ? summary.dataset.wrong : summary.dataset.count).replace("{n}", waiting.length);
    part("part").hidden = !waiting.length;
    if (waiting.some((item) => item.sentences)) details.open = true;
    part("other").hidden = !others.length;
    if (waiting.length || others.length) bar.hidden = false;
    else if (!part("says").textContent) bar.hidden = true;
  };

  /* Sending. "away": no answer; "signedout": nobody is signed in; else what the server says. */
  const ask = async (address, options) => {
    const stop = new AbortController();
    const timer = options.patience && window.setTimeout(() => stop.abort(), options.patience);
    try {
      const response = await window.fetch(address, {
        credentials: "same-origin", cache: "no-store", redirect: "manual", signal: stop.signal,
        headers: { Accept: "application/json" }, ...options,
      });
      if (response.type === "opaqueredirect") return { state: "signedout" };
      const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
      return { state: response.ok ? "ok" : "refused", status: response.status, value: isJson ? await response.json() : {} };
    } catch (problem) {
      return { state: "away" };
    } finally {
      window.clearTimeout(timer);
    }
  };
  const post = (item, token) => {
    const form = new FormData();
    item.fields.forEach(([name, value]) => form.append(name, value));
    item.files.forEach((file) => form.append("files", file.blob, file.name));
    form.set("csrfmiddlewaretoken", token);
    form.set("queue_owner", item.owner);
    return ask(item.action, { method: "POST", body: form, patience: UPLOAD });
  };
  const sendOne = async (item) => {
    const known = await ask(tokenAddress, { patience: PATIENCE });
    if (known.state === "refused") return { ...known, state: "barred" };
    if (known.state !== "ok") return known;
    if (known.value.owner !== item.owner) return { state: "changed" };
    const answer = await post(item, known.value.token);
    if (answer.state === "ok") {
      await (await store).drop(item.key);
    } else if (answer.state === "refused" && answer.status < 500) {
      /* An item that was dropped or changed meanwhile, in another window, is left as it is there. */
      const now = (await own()).find((each) => each.key === item.key);
      const sentences = answer.value.sentences || [say("refused", { n: answer.status })];
      if (now && now.at === item.at) await keep({ ...now, sentences, isConflict: answer.status === 409 });
    }
    return answer;
  };
  let isSending = false;
  const flush = async (isAsked) => {
    if (isSending) return;
    isSending = true;
    let sent = 0;
    let last = null;
    let stopped = "";
    let barred = [];
    const open = document.querySelector("form[data-queue] [data-uid]");
    try {
      /* What was refused waits for its author, who may send it by hand; what stands in the form is being changed. */
      const due = (each) => (isAsked || !each.sentences) && !(open && open.value === each.uid);
      for (const item of (await own()).filter(due)) {
        const answer = await sendOne(item);
        if (answer.state === "ok") { sent += 1; last = answer.value.url; }
        if (answer.state === "barred") barred = answer.value.sentences || [];
        if (!["ok", "refused"].includes(answer.state)) { stopped = answer.state; break; }
      }
    } finally {
      isSending = false;
    }
    part("signin").hidden = stopped !== "signedout";
    part("signin").href = login + "?next=" + encodeURIComponent(window.location.pathname);
    if (sent) {
      const link = document.createElement("a");
      link.href = last;
      link.textContent = part("says").dataset.open;
      tell(say("sent", { n: sent }), link);
    } else if (barred.length) {
      tell(barred.join(" "));
    } else if (stopped && stopped !== "barred" && (stopped !== "away" || isAsked)) {
      tell(say(stopped));
    }
    show();
  };

  /* The forms. */
  const newId = () => {
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };
  const isText = (field) => field.tagName === "TEXTAREA" || field.type === "text";
  const titleOf = (form) => {
    const typed = Array.from(form.elements).find((field) => isText(field) && field.value.trim());
    return [form.dataset.queue, typed && typed.value.trim().slice(0, 40)].filter(Boolean).join("：");
  };
  const itemOf = (form, button) => {
    const pairs = Array.from(new FormData(form));
    if (button && button.name) pairs.push([button.name, button.value]);
    const uid = form.elements.uid.value;
    return {
      key: owner + "/" + uid, owner, uid, at: Date.now(), title: titleOf(form),
      action: new URL(form.action).pathname,
      fields: pairs.filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken"),
      files: pairs.filter(([, value]) => value instanceof File && value.size)
        .map(([, file]) => ({ name: file.name, blob: file })),
    };
  };
  /* The form is ready for another record: what it was opened with goes too, or it would be sent twice. */
  const clear = (form) => {
    Array.from(form.elements).forEach((field) => {
      if (field.name === "evidence") (field.closest(".y-photo") || field).remove();
      else if (field.type === "checkbox" || (field.type === "radio" && field.name !== "day")) field.checked = false;
      else if (field.tagName === "SELECT" && field.name !== "unit") field.selectedIndex = 0;
      else if (isText(field) || ["number", "tel", "time", "file"].includes(field.type)) field.value = "";
      else if (field.type === "date" && field.name !== "other_day") field.value = "";
    });
    form.elements.uid.value = newId();
    form.querySelectorAll("input[type=file]").forEach((input) => input.dispatchEvent(new Event("change")));
    form.dispatchEvent(new Event("change", { bubbles: true }));
    const forget = () => window.localStorage.removeItem("yiben/" + form.dataset.draft);
    forget();
    window.setTimeout(forget, 600); /* what was typed last may just be being kept as a draft */
  };
  const hold = async (form, button) => {
    if (button && button.value === "draft") { tell(say("draft")); return; }
    const item = itemOf(form, button);
    const how = await keep(item);
    if (how !== "unkept") {
      const replaced = window.sessionStorage.getItem(REPLACES + item.uid);
      if (replaced) await (await store).drop(owner + "/" + replaced);
      clear(form);
    }
    tell(say(how));
    await show();
    bar.scrollIntoView({ block: "nearest" });
  };
  document.querySelectorAll("form[data-queue]").forEach((form) => {
    if (!form.elements.uid) {
      const uid = document.createElement("input");
      Object.assign(uid, { type: "hidden", name: "uid", value: newId() });
      uid.dataset.uid = "";
      form.append(uid);
    }
    let isReached = false;
    form.addEventListener("submit", async (event) => {
      const button = event.submitter;
      if (isReached || (navigator.onLine && button && button.value === "draft")) return;
      event.preventDefault();
      if (form.dataset.asking) return;
      form.dataset.asking = "1";
      const answer = navigator.onLine ? await ask(tokenAddress, { patience: PATIENCE }) : { state: "away" };
      delete form.dataset.asking;
      const hasFiles = Array.from(form.querySelectorAll("input[type=file]")).some((input) => input.files.length);
      if (answer.state === "away" || (answer.state === "signedout" && hasFiles)) {
        /* Signed out: the server would keep what was typed, but not the photos. */
        await hold(form, button);
        if (answer.state === "signedout") flush(true);
        return;
      }
      if (form.dataset.waiting && !form.querySelector("input[type=file]")) {
        const handed = { key: form.dataset.waiting, action: new URL(form.action).pathname };
        window.sessionStorage.setItem(HANDED, JSON.stringify(handed));
      }
      isReached = true;
      form.requestSubmit(button);
      isReached = false;
    });
  });

  /* What waits is opened in its form again. A record in conflict gets the form's new id: the old one is taken. */
  const setField = (form, name, values) => {
    const inputs = Array.from(form.elements).filter((element) => element.name === name && element.type !== "file");
    const ticked = inputs.filter((input) => input.type === "radio" || input.type === "checkbox");
    ticked.forEach((input) => { input.checked = values.includes(input.value); });
    if (name === "day" && !ticked.some((input) => input.checked)) {
      ticked.filter((input) => input.value === "other").forEach((input) => { input.checked = true; });
      form.elements.other_day.value = values[0];
    } else if (!inputs.length || (name === "evidence" && !ticked.length)) {
      inputs.forEach((input) => input.remove());
      values.forEach((value) => {
        const hidden = document.createElement("input");
        Object.assign(hidden, { type: "hidden", name, value });
        form.append(hidden);
      });
    } else if (!ticked.length) {
      inputs.forEach((input, place) => { input.value = place < values.length ? values[place] : ""; });
    }
  };
  const fill = (form, item) => {
    const values = new Map();
    item.fields.forEach(([name, value]) => values.set(name, [...(values.get(name) || []), value]));
    Array.from(form.elements).filter((each) => each.type === "checkbox").forEach((box) => { box.checked = false; });
    ["do", "as_post", ...(item.isConflict ? ["uid"] : [])].forEach((name) => values.delete(name));
    if (item.isConflict) window.sessionStorage.setItem(REPLACES + form.elements.uid.value, item.uid);
    values.forEach((typed, name) => setField(form, name, typed));
    const input = form.querySelector("input[type=file]");
    if (input && item.files.length) {
      const files = new DataTransfer();
      item.files.forEach((file) => files.items.add(new File([file.blob], file.name, { type: file.blob.type })));
      input.files = files.files;
      input.dispatchEvent(new Event("change"));
    }
    form.dispatchEvent(new Event("change", { bubbles: true }));
    form.querySelectorAll("[data-units]").forEach((units) => units.dispatchEvent(new Event("change")));
    form.dataset.waiting = item.key;
    tell([...(item.sentences || []), say("edit")].join(" "));
  };
  const openWaiting = async () => {
    const wanted = /^#queued=([0-9a-f-]{36})$/.exec(window.location.hash);
    const form = document.querySelector("form[data-queue]");
    if (!wanted || !form) return;
    const item = (await own()).find((each) => each.uid === wanted[1]);
    if (item) fill(form, item);
  };

  /* The server's answer to a form that had waited here: recorded, or kept as a draft with what is wrong. A return has
     no id on the server: any page but its own empty form is the answer. */
  const settle = async () => {
    const handed = JSON.parse(window.sessionStorage.getItem(HANDED));
    window.sessionStorage.removeItem(HANDED);
    if (handed && (window.location.pathname !== handed.action || document.querySelector("form[data-answered]"))) {
      await (await store).drop(handed.key);
    }
    const answered = document.querySelector("form[data-answered] [data-uid]");
    const recorded = document.querySelector("[data-sent]");
    const uid = (recorded && recorded.dataset.sent) || (answered && answered.value);
    if (!uid) return;
    const gone = [uid];
    const replaced = recorded && window.sessionStorage.getItem(REPLACES + uid);
    if (replaced) gone.push(replaced);
    window.sessionStorage.removeItem(REPLACES + uid);
    const kept = await store;
    await Promise.all(gone.map((each) => kept.drop(owner + "/" + each)));
  };

  part("send").addEventListener("click", () => flush(true));
  window.addEventListener("online", () => flush(false));
  window.addEventListener("hashchange", openWaiting);
  window.setInterval(() => flush(false), AGAIN);
  settle().then(openWaiting).then(show).then(() => window.location.hash.startsWith("#queued=") || flush(false));
})();
