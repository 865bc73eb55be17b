// What is nicer with a script; every page works without.
"use strict";

const EVERY = 3000;

/** Put a copy button beside each value that is there to be copied. */
function addCopyButtons(root) {
  for (const value of root.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy-button";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy ${value.textContent}`);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(value.textContent);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
    value.after(button);
  }
}

/** Replace the live parts of the page by what the server shows now. Parts in use are left alone. */
async function refresh() {
  const parts = document.querySelectorAll("[data-live]");
  if (document.hidden || !parts.length) return;
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts) {
    const fresh = page.getElementById(part.id);
    const used = part.contains(document.activeElement) || part.querySelector("details[open]");
    if (fresh && !used && fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
  }
}

/** Refresh, and show when the console itself does not answer. */
async function tick() {
  let gone = false;
  try {
    await refresh();
  } catch {
    gone = true;
  }
  document.body.classList.toggle("gone", gone);
}

if (navigator.clipboard) addCopyButtons(document);
if (!document.querySelector("[aria-invalid]")) setInterval(tick, EVERY);
