// Small comforts on top of pages that work without them. No framework, nothing inline.
(() => {
  "use strict";

  // A menu closes on Escape and on a click beside it, as people expect.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest?.("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // After a refused form the summary of errors is read first.
  document.querySelector(".error-summary")?.focus();

  // A draft counts its changes; what htmx has kept of them is known when its answer is there.
  const edits = new WeakMap();
  const state = (form) => edits.get(form) ?? edits.set(form, { made: 0, sent: 0, kept: 0 }).get(form);
  const drafts = () => [...document.querySelectorAll("form[hx-post]")];
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const form = event.target.form;
      if (form?.hasAttribute("hx-post")) state(form).made += 1;
    });
  }
  document.addEventListener("htmx:beforeRequest", (event) => {
    // The form itself is on its way: what is kept after it would come back as unsaved.
    if (event.target.dataset.sent) {
      event.preventDefault();
      return;
    }
    const draft = state(event.target);
    draft.sent = draft.made;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const draft = state(event.target);
    if (event.detail.successful) draft.kept = draft.sent;
  });

  // Sending another form leaves the page: what was typed in a draft since it was last kept goes first.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const behind = drafts().filter((draft) => draft !== form && state(draft).made > state(draft).kept);
    if (form.hasAttribute("hx-post") || !behind.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const keep = (draft) =>
      fetch(draft.getAttribute("hx-post"), {
        method: "POST",
        body: new FormData(draft),
        headers: { "HX-Request": "true" },
      });
    Promise.allSettled(behind.map(keep)).then(() => {
      for (const draft of behind) state(draft).kept = state(draft).made;
      form.requestSubmit(event.submitter);
    });
  });

  // A form is sent once: a second click while waiting would be a replay.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    // A form that answers with a file leaves the page as it is: let it be used again.
    setTimeout(() => delete form.dataset.sent, 4000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // A table that must make 100 adds up while one types; the server adds up again when it is saved.
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-sum-of]");
    if (!form) return;
    const cells = form.querySelectorAll(`input[name$="-${form.dataset.sumOf}"]`);
    const rows = [...cells].reduce((sum, cell) => sum + (Number(cell.value) || 0), 0);
    for (const place of form.querySelectorAll("[data-sum-base]")) {
      const total = Math.round((rows + Number(place.dataset.sumBase)) * 100) / 100;
      place.textContent = String(total);
      if (place.dataset.sumGoal) {
        place.closest("strong").classList.toggle("text-danger", total !== Number(place.dataset.sumGoal));
      }
    }
  });

  // A long form's list of sections opens them on the spot; without this the button sends the form and saves the draft.
  const open = (section) => {
    for (let one = section; one; one = one.parentElement?.closest("details")) {
      if (one.tagName === "DETAILS") one.open = true;
    }
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-opens]");
    const section = button && document.getElementById(button.dataset.opens);
    if (!section) return;
    event.preventDefault();
    open(section);
    for (const one of document.querySelectorAll("[data-opens][aria-current]")) one.removeAttribute("aria-current");
    button.setAttribute("aria-current", "step");
    section.scrollIntoView();
    section.querySelector("summary")?.focus({ preventScroll: true });
  });
  const aimed = document.getElementById(location.hash.slice(1));
  if (aimed?.closest(".step")) {
    open(aimed.closest("details"));
    aimed.scrollIntoView();
  }

  // Select fields marked so send their filter form on change.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
  });
})();
