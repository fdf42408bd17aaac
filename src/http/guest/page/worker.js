// For whoever put the page on the home screen: without a connection, a page that says so. Nothing of a key is kept.
const CACHE = "offline-1";

/** @type {WorkerGlobalScope} */
const scope = self;
if (!(scope instanceof ServiceWorkerGlobalScope)) throw new TypeError("This runs as a service worker only");

scope.addEventListener("install", (event) => {
  event.waitUntil(keepOfflinePage());
  scope.skipWaiting();
});

/** Only our own page: a portal's would be shown for it ever after. */
async function keepOfflinePage() {
  const offline = new URL(location.href).searchParams.get("offline");
  if (!offline) throw new Error("The page did not name the one to keep");
  const answer = await fetch(offline, { cache: "reload", redirect: "error" });
  if (!answer.ok || !answer.headers.has("latchstring-page")) throw new Error("This is not our page");
  await (await caches.open(CACHE)).put(offline, answer);
}

scope.addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate") return;
  event.respondWith(
    fetch(event.request).catch(async () => {
      const cache = await caches.open(CACHE);
      const [page] = await cache.keys();
      return (page && (await cache.match(page))) ?? Response.error();
    }),
  );
});
