/* Photos are made smaller before they are sent: at most as many pixels a side as a paper needs, upright, without where they
   were taken; the time at which they were taken goes along. What cannot be made smaller here is sent as it is, and the server
   does the same. ES2020, Chromium 86, plain http. */
(function () {
  "use strict";
  const QUALITY = 0.85;
  const HEAD = 262144;
  const SCALED = new Set(["image/jpeg", "image/png", "image/webp"]);

  /* When a JPEG says that it was taken: "YYYY:MM:DD HH:MM:SS", "" when it does not say. */
  const exifAt = (view) => {
    for (let at = 2; at + 10 < view.byteLength && view.getUint8(at) === 0xff;) {
      const marker = view.getUint8(at + 1);
      if (marker === 0xe1 && view.getUint32(at + 4) === 0x45786966) return at + 10;
      if (marker === 0xda) return 0;
      at += 2 + view.getUint16(at + 2);
    }
    return 0;
  };
  const entry = (view, start, little, tag) => {
    const count = view.getUint16(start, little);
    for (let number = 0; number < count; number += 1) {
      const at = start + 2 + 12 * number;
      if (view.getUint16(at, little) === tag) return at;
    }
    return 0;
  };
  const takenAt = (buffer) => {
    try {
      const view = new DataView(buffer);
      const tiff = exifAt(view);
      if (view.getUint16(0) !== 0xffd8 || !tiff) return "";
      const little = view.getUint16(tiff) === 0x4949;
      const pointer = entry(view, tiff + view.getUint32(tiff + 4, little), little, 0x8769);
      if (!pointer) return "";
      const taken = entry(view, tiff + view.getUint32(pointer + 8, little), little, 0x9003);
      if (!taken || view.getUint32(taken + 4, little) < 20) return "";
      const at = tiff + view.getUint32(taken + 8, little);
      const text = String.fromCharCode(...new Uint8Array(buffer, at, 19));
      return /^\d{4}:\d\d:\d\d \d\d:\d\d:\d\d$/.test(text) ? text : "";
    } catch (problem) {
      return ""; /* a head that ends too early or is none */
    }
  };

  /* An Exif segment that holds the time and nothing else. */
  const exifOf = (taken) => {
    const text = Array.from(taken, (sign) => sign.charCodeAt(0));
    return new Uint8Array([
      0xff, 0xe1, 0, 72, 0x45, 0x78, 0x69, 0x66, 0, 0,
      0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x87, 0x69, 0, 4, 0, 0, 0, 1, 0, 0, 0, 26, 0, 0, 0, 0,
      0, 1, 0x90, 0x03, 0, 2, 0, 0, 0, 20, 0, 0, 0, 44, 0, 0, 0, 0, ...text, 0,
    ]);
  };

  const decoded = (file) => new Promise((resolve, reject) => {
    const picture = new Image();
    const address = URL.createObjectURL(file);
    picture.onload = () => { URL.revokeObjectURL(address); resolve(picture); };
    picture.onerror = () => { URL.revokeObjectURL(address); reject(new Error("no picture")); };
    picture.src = address;
  });

  const smaller = async (file, longest) => {
    if (!SCALED.has(file.type)) return file;
    const picture = await decoded(file);
    const share = longest / Math.max(picture.naturalWidth, picture.naturalHeight);
    if (!(share < 1)) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.naturalWidth * share);
    canvas.height = Math.round(picture.naturalHeight * share);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const kind = file.type === "image/jpeg" ? "image/jpeg" : "image/png";
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, kind, QUALITY));
    if (!blob || blob.size >= file.size) return file;
    const taken = kind === "image/jpeg" ? takenAt(await file.slice(0, HEAD).arrayBuffer()) : "";
    const parts = taken ? [blob.slice(0, 2), exifOf(taken), blob.slice(2)] : [blob];
    return new File(parts, file.name, { type: kind, lastModified: file.lastModified });
  };

  const work = async (input) => {
    const files = Array.from(input.files);
    const made = new DataTransfer();
    for (const file of files) made.items.add(await smaller(file, Number(input.dataset.scale)).catch(() => file));
    const now = Array.from(input.files);
    if (now.length === files.length && now.every((file, place) => file === files[place])) input.files = made.files;
  };

  document.querySelectorAll("input[data-scale]").forEach((input) => {
    const form = input.form;
    let working = 0;
    let waiting = null;
    input.addEventListener("change", async () => {
      working += 1;
      await work(input);
      working -= 1;
      if (working || !waiting) return;
      const { button } = waiting;
      button.textContent = waiting.text;
      waiting = null;
      form.requestSubmit(button);
    });
    /* Before anything else looks at the form: it is sent once the photos are ready. */
    document.addEventListener("submit", (event) => {
      if (!working || event.target !== form) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (waiting || !event.submitter) return;
      waiting = { button: event.submitter, text: event.submitter.textContent };
      event.submitter.textContent = input.dataset.busy;
    }, true);
  });
})();
