// Asks the browser for a security key when the form is sent, and sends what comes back (W3C Web Authentication).
"use strict";

const form = document.querySelector("form[data-ceremony]");
const problem = document.getElementById("key-error");

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

/** Return the server's options with bytes where the browser wants them. */
function options() {
  const given = JSON.parse(form.dataset.options);
  given.challenge = bytes(given.challenge);
  if (given.user) given.user.id = new TextEncoder().encode(given.user.id);
  if (given.excludeCredentials) given.excludeCredentials = known(given.excludeCredentials);
  if (given.allowCredentials) given.allowCredentials = known(given.allowCredentials);
  return { publicKey: given };
}

function fill(name, buffer) {
  form.elements[`credentials.${name}`].value = buffer ? text(buffer) : "";
}

async function ask() {
  const { response } = await navigator.credentials[form.dataset.ceremony](options());
  fill("clientData", response.clientDataJSON);
  fill("attestation", response.attestationObject);
  fill("authenticatorData", response.authenticatorData);
  fill("signatureData", response.signature);
  form.submit();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  problem.hidden = true;
  ask().catch(() => { problem.hidden = false; });
});
