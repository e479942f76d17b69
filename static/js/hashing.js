// SHA-256 of a file that stays where it is: read slice by slice, so that a recording of many gigabytes needs no memory.
// WebCrypto hashes only what lies in memory as one, and only on https; hence js-sha256 (static/vendor).
// A field that says data-hash-choose gets a file chooser below it; without this script the hash is typed or pasted.
(() => {
  "use strict";
  if (!Blob.prototype.arrayBuffer || !window.sha256) return;

  const SLICE = 4 * 1024 * 1024;

  function attach(field) {
    const said = field.dataset;
    const part = document.createElement("div");
    part.className = "file-field";
    const label = document.createElement("label");
    label.className = "form-text";
    label.textContent = said.hashChoose;
    const chooser = document.createElement("input");
    chooser.type = "file";
    chooser.className = "form-control";
    chooser.id = `${field.id}_file`;
    label.htmlFor = chooser.id;
    const state = document.createElement("div");
    state.className = "upload-state";
    state.setAttribute("role", "status");
    state.hidden = true;
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", said.hashReading);
    const words = document.createElement("span");
    state.append(bar, words);
    part.append(label, chooser, state);
    field.after(part);

    let latest = 0;
    chooser.addEventListener("change", async () => {
      const file = chooser.files[0];
      const mine = (latest += 1);
      if (!file) return;
      const hash = window.sha256.create();
      field.value = "";
      state.hidden = bar.hidden = false;
      state.classList.remove("refused");
      try {
        if (!file.size) throw new Error("empty");
        for (let at = 0; at < file.size; at += SLICE) {
          hash.update(new Uint8Array(await file.slice(at, at + SLICE).arrayBuffer()));
          // Another file was chosen meanwhile.
          if (mine !== latest) return;
          bar.value = Math.min(1, (at + SLICE) / file.size);
          words.textContent = `${said.hashReading} ${Math.round(bar.value * 100)}%`;
        }
        field.value = hash.hex();
        bar.hidden = true;
        words.textContent = `${said.hashDone} ${file.name}`;
      } catch {
        bar.hidden = true;
        state.classList.add("refused");
        words.textContent = said.hashFailed;
      }
    });
  }

  for (const field of document.querySelectorAll("input[data-hash-choose]")) attach(field);
})();
