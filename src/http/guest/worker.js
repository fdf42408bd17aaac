// For whoever put the page on the home screen: without a connection, a page that says so. Nothing of a key is kept.
const CACHE = "offline-1";

self.addEventListener("install", (event) => {
  const offline = new URL(location.href).searchParams.get("offline");
  event.waitUntil(caches.open(CACHE).then((cache) => cache.add(new Request(offline, { cache: "reload" }))));
  self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate") return;
  event.respondWith(
    fetch(event.request).catch(async () => {
      const cache = await caches.open(CACHE);
      const [page] = await cache.keys();
      return (page && (await cache.match(page))) ?? Response.error();
    }),
  );
});
