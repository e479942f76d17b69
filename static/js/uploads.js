// Attachments in pieces: a lost connection costs one piece. A file no larger than a piece goes up in one request, and
// its answer is the list of attachments anew. Without this script the form sends the file as one.
(() => {
  "use strict";
  if (!window.crypto?.getRandomValues || !window.fetch || !Blob.prototype.slice) return;

  const LONGEST_PAUSE = 15000;
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  // Wakes early when the browser notices that the network is back.
  const untilOnline = (ms) =>
    Promise.race([pause(ms), new Promise((resolve) => window.addEventListener("online", resolve, { once: true }))]);

  const newKey = () =>
    [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  // What is needed to go on after the page was closed: address and key, never the content.
  const memory = {
    name: (form, file) => `upload:${form.dataset.uploads}:${file.name}:${file.size}:${file.lastModified}`,
    read(form, file) {
      try {
        return JSON.parse(localStorage.getItem(this.name(form, file)));
      } catch {
        return null;
      }
    },
    write(form, file, value) {
      try {
        localStorage.setItem(this.name(form, file), JSON.stringify(value));
      } catch {
        // A browser that keeps nothing goes on without.
      }
    },
    forget(form, file) {
      try {
        localStorage.removeItem(this.name(form, file));
      } catch {
        // As above.
      }
    },
  };

  class Refused extends Error {}
  // The upload is there no more: the answer that it was finished got lost, or it was swept. The file goes up anew, and
  // one that is kept already is kept once.
  class Gone extends Error {}

  const answer = async (response) => {
    const told = await response.json().catch(() => ({}));
    // 400: the piece was cut off on its way, and the answer says where to go on. 5xx: the server is asked again.
    if (response.ok || response.status === 400) return told;
    throw response.status >= 500 ? new Error(String(response.status)) : new Refused(told.error);
  };

  const token = (form) => form.querySelector("[name=csrfmiddlewaretoken]").value;

  async function begin(form, file) {
    const known = memory.read(form, file);
    if (known) {
      const response = await fetch(known.url);
      if (response.ok) return { ...known, ...(await response.json()) };
      if (response.status >= 500) throw new Error(String(response.status));
    }
    const fields = new FormData();
    fields.append("csrfmiddlewaretoken", token(form));
    fields.append("name", file.name);
    fields.append("size", file.size);
    fields.append("purpose", form.querySelector("[name=purpose]").value);
    const begun = await answer(await fetch(form.dataset.uploads, { method: "POST", body: fields }));
    const made = { url: `${form.dataset.uploads}${begun.upload}/`, key: newKey() };
    memory.write(form, file, made);
    return { ...made, received: begun.received, piece: begun.piece };
  }

  const send = (form, upload, body, offset) =>
    fetch(upload.url, {
      method: "POST",
      body,
      headers: {
        "Content-Type": "application/octet-stream",
        "X-CSRFToken": token(form),
        "X-Upload-Key": upload.key,
        "X-Upload-Offset": String(offset),
      },
    }).then((response) => {
      if (response.status === 404) throw new Gone();
      return answer(response);
    });

  // One request: the page that comes back is placed; an answer without the list is the sign-in page.
  async function goInOne(form, file, show) {
    show(form.dataset.sending);
    const response = await fetch(`${form.action}?part=files`, { method: "POST", body: new FormData(form) });
    if (!response.ok) {
      await answer(response);
      throw new Error("cut off on its way");
    }
    if (!place(await response.text())) throw new Refused();
  }

  async function goInPieces(form, file, show) {
    const upload = await begin(form, file);
    let received = upload.received;
    while (received < file.size) {
      show(form.dataset.sending, received / file.size);
      const told = await send(form, upload, file.slice(received, received + upload.piece), received);
      received = told.received;
    }
    show(form.dataset.sending, 1);
    await send(form, upload, new Blob([]), file.size);
    memory.forget(form, file);
    const page = await fetch(`${location.pathname}?part=files`, { headers: { Accept: "text/html" } });
    place(await page.text());
  }

  // The list of attachments and the check list come anew; what is being written in the form stays as it is.
  function place(page) {
    const fresh = new DOMParser().parseFromString(page, "text/html");
    if (!fresh.getElementById("files")) return false;
    for (const id of ["files", "missing"]) {
      const now = document.getElementById(id);
      const next = fresh.getElementById(id);
      if (now && next) now.replaceWith(next);
    }
    return true;
  }

  function tell(words) {
    const state = document.querySelector("#files .upload-state");
    state.hidden = false;
    state.querySelector("progress").hidden = true;
    state.querySelector("span").textContent = words;
  }

  async function upload(form, file) {
    const state = form.querySelector(".upload-state");
    const button = form.querySelector("button[type=submit]");
    const show = (words, share) => {
      state.hidden = false;
      state.classList.remove("refused");
      const bar = state.querySelector("progress");
      // Without a share the bar only moves: how much of one request has left is not told.
      if (share === undefined) bar.removeAttribute("value");
      else bar.value = Math.round(share * 100);
      state.querySelector("span").textContent = share === undefined ? words : `${words} ${bar.value}%`;
    };
    button.disabled = true;
    const go = file.size <= Number(form.dataset.inOne) ? goInOne : goInPieces;
    let anew = 0;
    for (let wait = 1000; ; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
      try {
        await go(form, file, show);
        break;
      } catch (error) {
        if (error instanceof Gone && anew++ < 3) {
          memory.forget(form, file);
          continue;
        }
        if (error instanceof Refused || error instanceof Gone) {
          memory.forget(form, file);
          state.classList.add("refused");
          state.querySelector("span").textContent = error.message || form.dataset.failed;
          button.disabled = false;
          return;
        }
        state.querySelector("span").textContent = form.dataset.waiting;
        await untilOnline(wait);
      }
    }
    tell(form.dataset.done);
  }

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const file = form.dataset.uploads && form.querySelector("input[type=file]").files[0];
      if (!file) return;
      // Not seen by the listeners that keep drafts before a page is left: this one is not left.
      event.preventDefault();
      event.stopImmediatePropagation();
      upload(form, file);
    },
    true,
  );
})();
