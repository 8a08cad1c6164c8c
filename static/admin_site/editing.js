// Keeps what is typed in a publication's form on the server, says who else has the form open, and holds a button back
// while nobody is signed in. Each form has a key; the server keeps one row for each (publishing/editing.py).
{
  const desk = document.querySelector("[data-editing]");
  const form = document.querySelector(".publication-form #content-main form");

  const TICK = 1000; // how often it is looked whether something was typed
  const QUIET = 2000; // after so long a pause in typing it is sent
  const LONGEST = 10_000; // and after so long without a pause
  const BEAT = 20_000; // a sign of life, three times as often as the server waits for one
  const RETRY = 5000;
  const ANSWER = 15_000; // so long an answer may take

  const OWN = ["csrfmiddlewaretoken", "editing_session", "restored_from"];

  // The library of the editor knows of the form's fields only; all else that stands in it is sent as it stands.
  function typedNow() {
    const typed = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value !== "string" || OWN.includes(name) || name.includes("__prefix__")) continue;
      (typed[name] ??= []).push(value);
    }
    return JSON.stringify(typed);
  }

  function cookie(name) {
    const found = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  }

  function start() {
    const part = (name) => desk.querySelector(`[data-editing-${name}]`);
    const alerts = { moved: part("moved"), signedOut: part("signed-out"), refused: part("refused") };
    const field = (name) => form.elements.namedItem(name);

    let untouched = null; // what the form held before anybody touched it; scripts fill some fields when they start
    let kept = null; // what the server holds
    let last = null; // what the form held at the last tick
    let changedAt = 0;
    let firstAt = 0; // when the first change came that is not kept
    let askedAt = -Infinity;
    let running = null; // the request in flight: there is never more than one
    let leaving = false; // the form was sent, and the page will go
    let failed = false;
    let keptText = ""; // what was last said of what the server holds

    function say(name, text) {
      if (text !== undefined && text !== null) alerts[name].textContent = text;
      alerts[name].hidden = text === null || text === "";
    }

    const show = (text) => { const place = part("kept"); if (place.textContent !== text) place.textContent = text; };

    function touched() {
      if (untouched !== null) return;
      untouched = typedNow();
      // What was restored, or refused, is not what is saved, even if nobody goes on typing.
      kept = desk.hasAttribute("data-typed") ? "" : untouched;
      last = untouched;
      if (kept === "") firstAt = changedAt = performance.now();
    }

    const isNew = () => untouched !== null && typedNow() !== kept;

    function message(typed) {
      const data = new FormData();
      data.set("csrfmiddlewaretoken", cookie(desk.dataset.cookie) || field("csrfmiddlewaretoken").value);
      data.set("key", field("editing_session").value);
      data.set("revision", field("seen_revision").value);
      if (typed !== null) {
        // Typed and taken back again: there is nothing to keep.
        const isNothing = typed === untouched && !desk.hasAttribute("data-typed");
        data.set("typed", isNothing ? "{}" : typed);
        data.set("instead_of", field("restored_from").value);
      }
      return data;
    }

    function take(answer, typed) {
      failed = false;
      say("signedOut", null);
      say("refused", null);
      // A form that goes on after somebody signed in anew needs the new proof of origin.
      for (const token of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) {
        token.value = cookie(desk.dataset.cookie) || token.value;
      }
      if (typed !== null) kept = typed;
      say("moved", answer.moved);
      part("others").replaceChildren(...answer.others.map((text) => {
        const line = document.createElement("p");
        line.textContent = text;
        return line;
      }));
      const hasFiles = [...form.querySelectorAll("input[type=file]")].some((one) => one.files.length);
      if (answer.kept && typed !== null) keptText = desk.dataset.kept.replace("{time}", answer.kept) + (hasFiles ? ` ${desk.dataset.files}` : "");
      else if (!answer.kept) keptText = "";
      // What was typed while the request was on its way is not kept by it.
      if (!isNew()) show(keptText);
    }

    // Returns "kept", "signed-out", "offline" or "refused".
    async function ask() {
      const typed = isNew() ? typedNow() : null;
      askedAt = performance.now();
      try {
        const response = await fetch(desk.dataset.editing, {
          method: "POST", body: message(typed), redirect: "manual", credentials: "same-origin", signal: AbortSignal.timeout(ANSWER),
        });
        const isJson = (response.headers.get("Content-Type") ?? "").startsWith("application/json");
        if (response.ok && isJson) {
          take(await response.json(), typed);
          return "kept";
        }
        failed = true;
        // Who is signed out is sent to sign in, or lacks the cookie that goes with it.
        if (response.type === "opaqueredirect" || (response.status === 403 && !isJson)) {
          alerts.signedOut.hidden = false;
          show("");
          return "signed-out";
        }
        say("refused", isJson ? (await response.json()).error : desk.dataset.offline);
        show("");
        return "refused";
      } catch {
        failed = true;
        show(desk.dataset.offline);
        return "offline";
      }
    }

    function keep() {
      running ??= ask().finally(() => { running = null; });
      return running;
    }

    function tick() {
      if (leaving || running) return;
      const now = performance.now();
      if (untouched !== null) {
        const current = typedNow();
        if (current !== last) {
          changedAt = now;
          if (last === kept || !firstAt) firstAt = now;
          last = current;
        }
        if (current === kept && !failed) show(keptText);
        const isDue = current !== kept && (now - changedAt >= QUIET || now - firstAt >= LONGEST);
        if (isDue && now - askedAt >= (failed ? RETRY : QUIET)) {
          firstAt = now;
          keep();
          return;
        }
      }
      if (now - askedAt >= (failed ? RETRY : BEAT)) keep();
    }

    // A button is held back until the server holds what was typed: whoever is signed out by then loses nothing.
    let passes = false;
    async function hold(event) {
      if (event.target !== form || event.submitter?.formTarget === "_blank") return;
      if (passes) { passes = false; return; }
      event.preventDefault();
      event.stopImmediatePropagation();
      touched();
      const button = event.submitter;
      if (running) await running;
      const outcome = await keep();
      if (outcome === "signed-out") {
        alerts.signedOut.querySelector("a").focus();
      } else if (outcome === "offline") {
        say("refused", desk.dataset.unsent);
      } else {
        passes = true;
        form.requestSubmit(button);
      }
    }

    for (const name of ["pointerdown", "keydown", "paste", "drop", "input", "change"]) {
      document.addEventListener(name, (event) => { if (event.isTrusted) touched(); }, { capture: true });
    }
    // "All is kept" is said of nothing that was typed since.
    for (const name of ["beforeinput", "input", "change", "paste", "drop"]) {
      document.addEventListener(name, (event) => { if (event.isTrusted && !failed) show(""); }, { capture: true });
    }
    window.addEventListener("submit", hold, { capture: true });
    window.addEventListener("submit", (event) => {
      if (event.target !== form || event.defaultPrevented || event.submitter?.formTarget === "_blank") return;
      leaving = true;
      // The answer may be a file, or the sending be stopped: then this page stays.
      setTimeout(() => { leaving = false; }, ANSWER);
    });
    // Somebody comes back to the tab, perhaps from signing in.
    window.addEventListener("focus", () => { if (failed) { askedAt = -Infinity; tick(); } });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && isNew() && !leaving) keep();
      else if (failed) tick();
    });
    window.addEventListener("pagehide", () => {
      if (leaving) return;
      const data = message(isNew() ? typedNow() : null);
      data.set("leaving", "1");
      if (navigator.sendBeacon(desk.dataset.editing, data)) return;
      // Browsers refuse beacons of more than 64 KB; what was typed up to two seconds ago is kept already.
      const bye = message(null);
      bye.set("leaving", "1");
      navigator.sendBeacon(desk.dataset.editing, bye);
    });

    if (desk.hasAttribute("data-typed")) {
      // Once the editor and the other scripts have set up the form.
      window.addEventListener("load", () => setTimeout(touched));
    }
    setInterval(tick, TICK);
  }

  // Where the person compares two texts, the saved one stands beside the editor.
  const beside = document.querySelector("[data-beside]");
  const place = document.querySelector(".form-row.field-body");
  if (beside && place) {
    place.classList.add("has-beside");
    place.append(beside);
  }

  if (desk && form) start();
}
