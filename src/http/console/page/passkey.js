/**
 * Passkeys: asks the server for a challenge, the browser to sign it, and tells the server. What needs it is hidden until
 * it is known that the browser can.
 */

/** The browser's own methods, which not every one has yet. */
const own = /** @type {{
  parseCreationOptionsFromJSON?: (options: any) => PublicKeyCredentialCreationOptions,
  parseRequestOptionsFromJSON?: (options: any) => PublicKeyCredentialRequestOptions,
  isConditionalMediationAvailable?: () => Promise<boolean>,
} | undefined} */ (window.PublicKeyCredential);

/** @param {string} text in base64url */
function bytes(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

/** @param {ArrayBuffer | null} buffer */
function text(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer ?? new ArrayBuffer(0)));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {any[]} [list] */
function described(list = []) {
  return list.map((one) => ({ ...one, id: bytes(one.id) }));
}

/** @param {any} options as the server gives them @returns {PublicKeyCredentialCreationOptions} */
function creation(options) {
  if (own?.parseCreationOptionsFromJSON) return own.parseCreationOptionsFromJSON(options);
  const { challenge, user, excludeCredentials } = options;
  return {
    ...options,
    challenge: bytes(challenge),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: described(excludeCredentials),
  };
}

/** @param {any} options as the server gives them @returns {PublicKeyCredentialRequestOptions} */
function request(options) {
  if (own?.parseRequestOptionsFromJSON) return own.parseRequestOptionsFromJSON(options);
  const { challenge, allowCredentials } = options;
  return { ...options, challenge: bytes(challenge), allowCredentials: described(allowCredentials) };
}

/** @param {string} url @param {object} body @returns {Promise<any>} */
async function post(url, body) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
  });
  const told = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(told.message), { status: answer.status });
  return told;
}

/** What signs in by itself while a form is looked at; whatever else is asked for comes first. */
let waiting = new AbortController();

/** @param {HTMLElement} asking @param {boolean} conditional without a word, among what the browser offers in the field */
async function sign(asking, conditional) {
  const { ask = "", tell = "", next } = asking.dataset;
  waiting.abort();
  waiting = new AbortController();
  const { signal } = waiting;
  const { options } = await post(ask, {});
  if (signal.aborted) return;
  const credential = /** @type {PublicKeyCredential | null} */ (
    await navigator.credentials.get({
      publicKey: request(options),
      signal,
      ...(conditional && { mediation: /** @type {CredentialMediationRequirement} */ ("conditional") }),
    })
  );
  if (!credential) return;
  const response = /** @type {AuthenticatorAssertionResponse} */ (credential.response);
  const { location } = await post(tell, {
    id: credential.id,
    clientDataJSON: text(response.clientDataJSON),
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    ...(response.userHandle && { userHandle: text(response.userHandle) }),
    ...(next && { next }),
  });
  window.location.assign(location);
}

/** @param {HTMLFormElement} asking */
async function create(asking) {
  const { ask = "", tell = "" } = asking.dataset;
  const { options } = await post(ask, {});
  const credential = /** @type {PublicKeyCredential | null} */ (
    await navigator.credentials.create({ publicKey: creation(options) })
  );
  if (!credential) return;
  const response = /** @type {AuthenticatorAttestationResponse} */ (credential.response);
  await post(tell, {
    id: credential.id,
    clientDataJSON: text(response.clientDataJSON),
    attestationObject: text(response.attestationObject),
    name: String(new FormData(asking).get("name") ?? ""),
  });
  window.location.reload();
}

/** @param {HTMLElement} asking @param {() => Promise<void>} run */
async function attempt(asking, run) {
  const problem = document.getElementById("passkey-problem");
  if (problem) problem.hidden = true;
  const buttons = asking instanceof HTMLButtonElement ? [asking] : [...asking.querySelectorAll("button")];
  for (const one of buttons) one.disabled = true;
  try {
    await run();
  } catch (error) {
    // The session is over, or who it is must be proven again: the page itself leads there.
    const { status } = /** @type {{ status?: number }} */ (error);
    if (asking instanceof HTMLFormElement && (status === 401 || status === 403)) return window.location.reload();
    if (problem) problem.hidden = false;
  } finally {
    for (const one of buttons) one.disabled = false;
  }
}

async function begin() {
  for (const asking of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-passkey]"))) {
    asking.hidden = false;
    if (asking instanceof HTMLFormElement)
      asking.addEventListener("submit", (event) => {
        event.preventDefault();
        void attempt(asking, () => create(asking));
      });
    else asking.addEventListener("click", () => void attempt(asking, () => sign(asking, false)));
    const { passkey } = asking.dataset;
    if (passkey === "offered" && (await own?.isConditionalMediationAvailable?.())) sign(asking, true).catch(() => {});
  }
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-without-passkeys]")))
    one.hidden = true;
}

if (own && "credentials" in navigator) void begin();
