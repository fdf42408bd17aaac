/** Which traces are kept, by the names that OpenTelemetry gives to the ways of choosing. */
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace";
import type { TraceSettings } from "./settings.ts";

/** @returns `ofRoots` decides for a trace that begins here, by its id alone */
export function samplersOf({ sampler, ratio }: Pick<TraceSettings, "sampler" | "ratio">): {
  readonly sampler: Sampler;
  readonly ofRoots: Sampler;
} {
  const [, isParentBased, kind] = /^(parentbased_)?(.*)$/.exec(sampler)!;
  const ofRoots =
    kind === "traceidratio"
      ? new TraceIdRatioBasedSampler(ratio)
      : kind === "always_on"
        ? new AlwaysOnSampler()
        : new AlwaysOffSampler();
  return { sampler: isParentBased ? new ParentBasedSampler({ root: ofRoots }) : ofRoots, ofRoots };
}
