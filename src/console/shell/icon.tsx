import type { Place } from "./places.ts";

/** Drawn in a square of 24, as lines. */
const PATHS: Readonly<Record<Place["name"] | "newKey" | "more", string>> = {
  tonight: "M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5z",
  doors: "M6 21V4.5C6 3.7 6.7 3 7.5 3h9c.8 0 1.5.7 1.5 1.5V21M3 21h18M14.5 12.5v.01",
  keys: "M14.5 9.5a4 4 0 1 1-1.2-2.8L21 14.4V18h-3v-2h-2v-2h-2l-1.3-1.3M9 9v.01",
  timeline: "M4 6h9M7 12h11M4 18h7M4 3v18",
  activity: "M3 12h4l3-8 4 16 3-8h4",
  importKeys: "M12 3v12M7 10l5 5 5-5M4 20h16",
  members: "M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2 21c0-4 3-6 7-6s7 2 7 6M17 4a4 4 0 0 1 0 7M18 15c2.5.6 4 2.5 4 6",
  apiKeys: "M8 7l-5 5 5 5M16 7l5 5-5 5M13.5 4l-3 16",
  hubs: "M12 14v6M8 20h8M7.5 10.5a6 6 0 0 1 9 0M4.5 7.5a10.5 10.5 0 0 1 15 0M12 14v.01",
  brand: "M4 20l4-1L19 8l-3-3L5 16l-1 4zM14 7l3 3",
  partner: "M4 7h16v12H4zM9 7V4h6v3M4 12h16",
  signIn: "M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 3.5-6 8-6s8 2 8 6",
  newKey: "M12 5v14M5 12h14",
  more: "M5 12h.01M12 12h.01M19 12h.01",
};

export function Icon({ name }: { readonly name: keyof typeof PATHS }) {
  return (
    <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
