import type { Hub } from "../../api/types.ts";
import { hubs } from "./texts.ts";

/** How a hub is, as it was asked last. */
export function HubState({ hub: { reachable, connection } }: { readonly hub: Hub }) {
  if (reachable === false || connection === "broken") return <span class="badge bad">{hubs.unreachable}</span>;
  if (reachable) return <span class="badge good">{hubs.reachable}</span>;
  return <span class="badge calm">{hubs.connection[connection]}</span>;
}
