// SHA-256 of a file that stays where it is: read slice by slice, so that a recording of many gigabytes needs no memory.
// WebCrypto hashes only what lies in memory as one, and only on https; hence the function itself (FIPS 180-4) here.
// A field that says data-hash-choose gets a file chooser below it; without this script the hash is typed or pasted.
(() => {
  "use strict";
  if (!Blob.prototype.arrayBuffer) return;

  const SLICE = 4 * 1024 * 1024;
  const BLOCK = 64;
  const LENGTH_AT = 56;

  const primes = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((prime) => n % prime)) primes.push(n);
  const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
  const ROUND = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
  const START = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));

  const turn = (x, by) => (x >>> by) | (x << (32 - by));

  // Takes whole blocks only; what is left over waits for more, or for the end.
  function sha256() {
    const state = START.slice();
    const words = new Int32Array(64);
    let rest = new Uint8Array(0);
    let length = 0;

    function block(view, at) {
      for (let t = 0; t < 16; t += 1) words[t] = view.getInt32(at + 4 * t);
      for (let t = 16; t < 64; t += 1) {
        const near = words[t - 15];
        const late = words[t - 2];
        const s0 = turn(near, 7) ^ turn(near, 18) ^ (near >>> 3);
        const s1 = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
        words[t] = (words[t - 16] + s0 + words[t - 7] + s1) | 0;
      }
      // One by one: taking the array apart in one go costs most of the time.
      let a = state[0];
      let b = state[1];
      let c = state[2];
      let d = state[3];
      let e = state[4];
      let f = state[5];
      let g = state[6];
      let h = state[7];
      for (let t = 0; t < 64; t += 1) {
        const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
        const one = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[t] + words[t]) | 0;
        const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
        const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g;
        g = f;
        f = e;
        e = (d + one) | 0;
        d = c;
        c = b;
        b = a;
        a = (one + two) | 0;
      }
      state[0] += a;
      state[1] += b;
      state[2] += c;
      state[3] += d;
      state[4] += e;
      state[5] += f;
      state[6] += g;
      state[7] += h;
    }

    function take(bytes) {
      const all = new Uint8Array(rest.length + bytes.length);
      all.set(rest);
      all.set(bytes, rest.length);
      const view = new DataView(all.buffer);
      const whole = all.length - (all.length % BLOCK);
      for (let at = 0; at < whole; at += BLOCK) block(view, at);
      rest = all.slice(whole);
      length += bytes.length;
    }

    function finish() {
      const size = length;
      const padded = new Uint8Array(((LENGTH_AT + BLOCK - 1 - (size % BLOCK)) % BLOCK) + 1 + 8);
      padded[0] = 0x80;
      const view = new DataView(padded.buffer);
      // The length in bits: beyond 512 MB it fills more than one word.
      view.setUint32(padded.length - 8, Math.floor(size / 2 ** 29));
      view.setUint32(padded.length - 4, (size * 8) % 2 ** 32);
      take(padded);
      return [...state].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
    }

    return { take, finish };
  }

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
      const hash = sha256();
      field.value = "";
      state.hidden = bar.hidden = false;
      state.classList.remove("refused");
      try {
        if (!file.size) throw new Error("empty");
        for (let at = 0; at < file.size; at += SLICE) {
          hash.take(new Uint8Array(await file.slice(at, at + SLICE).arrayBuffer()));
          // Another file was chosen meanwhile.
          if (mine !== latest) return;
          bar.value = Math.min(1, (at + SLICE) / file.size);
          words.textContent = `${said.hashReading} ${Math.round(bar.value * 100)}%`;
        }
        field.value = hash.finish();
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
