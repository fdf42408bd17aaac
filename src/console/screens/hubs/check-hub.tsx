import { useSignal } from "../../use-signal.ts";
import { mayManage } from "../../api/session.ts";
import type { Hub, HubCheck } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { Instant } from "../../time/instant.tsx";
import { Failure } from "../../ui/failure.tsx";
import { Fact } from "../doors/fact.tsx";
import { failureOf, hubs } from "./texts.ts";

/** Asks the hub how it is, and says what to do where something is wrong. */
export function CheckHub({ hub: { hubId, problem, checkedAt, reachable } }: { readonly hub: Hub }) {
  const told = useSignal<HubCheck | undefined>(undefined);
  const ask = useWrite((call) => call<HubCheck>("POST", `/hubs/${hubId}/check`, { body: {} }), "/hubs", "/locks");
  return (
    <>
      {!told.value && checkedAt && (
        <p class="aside">
          {hubs.askedAt} <Instant at={checkedAt} />
        </p>
      )}
      {!told.value && reachable !== true && problem && <Said text={problem} />}
      <div role="status" class="stack">
        {ask.isBusy && <p class="waiting">{hubs.checking}…</p>}
        {told.value && !ask.isBusy && <Told check={told.value} />}
      </div>
      <Failure error={ask.error} />
      {mayManage.value && (
        <button
          type="button"
          class="plain"
          disabled={ask.isBusy}
          onClick={async () => {
            const check = await ask.run();
            if (check) told.value = check;
          }}
        >
          {hubs.check}
        </button>
      )}
    </>
  );
}

function Told({ check: { ok, as, version, latencyMs, warnings, failure, detail } }: { readonly check: HubCheck }) {
  if (!ok) {
    const [what, next] = hubs.failures[failureOf(failure)];
    return (
      <>
        <p class="bad">
          <strong>{what}</strong> {next}
        </p>
        {detail && <Said text={detail} />}
      </>
    );
  }
  return (
    <>
      <p class="good">
        <strong>{hubs.fine}</strong>
      </p>
      <dl class="facts">
        {as && <Fact name={hubs.as}>{as}</Fact>}
        {version && <Fact name={hubs.version}>{version}</Fact>}
        {latencyMs !== null && <Fact name={hubs.latency}>{hubs.ms(Math.round(latencyMs))}</Fact>}
      </dl>
      {warnings.length > 0 && (
        <>
          <p class="wait">
            <strong>{hubs.warnings}</strong>
          </p>
          <ul lang="en">
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** As the program says it, for whoever looks deeper. */
function Said({ text }: { readonly text: string }) {
  return (
    <p class="aside">
      {hubs.said}: <span lang="en">{text}</span>
    </p>
  );
}
