import { useGet } from "../../api/queries.ts";
import type { OpenSession } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { distance } from "../../time/instant.tsx";
import { Failure, Waiting } from "../../ui/failure.tsx";
import { signIn } from "./texts.ts";

const PATH = "/session/sessions";

export function Sessions() {
  const { data, error } = useGet<{ readonly sessions: readonly OpenSession[] }>(PATH);
  const end = useWrite((call, id: string) => call("DELETE", `${PATH}/${id}`), PATH);
  const endOthers = useWrite((call) => call("DELETE", `${PATH}?keepCurrent=true`), PATH);
  const isBusy = end.isBusy || endOthers.isBusy;
  return (
    <section>
      <h2>{signIn.sessions}</h2>
      {!data && <Waiting error={error} />}
      {data && (
        <ul class="rows">
          {data.sessions.map((one) => (
            <li key={one.sessionId} class="row spread">
              <div>
                <strong>{deviceOf(one)}</strong>
                <p class="aside">{signIn.seen(distance(Date.parse(one.lastSeenAt)))}</p>
              </div>
              {one.current ? (
                <span class="badge good">{signIn.thisOne}</span>
              ) : (
                <button
                  type="button"
                  class="plain"
                  disabled={isBusy}
                  aria-label={signIn.endOne(deviceOf(one))}
                  onClick={() => void end.run(one.sessionId)}
                >
                  {signIn.end}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <Failure error={end.error ?? endOthers.error} />
      {data && data.sessions.length > 1 && (
        <button type="button" class="plain" disabled={isBusy} onClick={() => void endOthers.run()}>
          {signIn.endOthers}
        </button>
      )}
    </section>
  );
}

function deviceOf({ browser, system }: OpenSession): string {
  if (browser === null && system === null) return signIn.program;
  return system === null ? browser! : signIn.on(browser ?? signIn.someBrowser, system);
}
