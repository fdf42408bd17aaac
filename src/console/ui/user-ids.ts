import { query } from "../api/paths.ts";
import type { Chosen } from "./people-picker.tsx";

type Read = <T>(method: string, path: string) => Promise<T>;

/** The ids of people; whoever has none yet is made known to the server by their address. @throws ApiError */
export function userIdsOf(call: Read, people: readonly Chosen[]): Promise<readonly string[]> {
  return Promise.all(
    people.map(
      async ({ id, email }) =>
        id ?? (await call<{ readonly uuid: string }>("GET", `/users/by-email${query({ email: email ?? "" })}`)).uuid,
    ),
  );
}
