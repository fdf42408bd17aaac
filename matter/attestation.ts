/** Whether a device may join, by what its attestation found (Matter Core Specification, section 6.2.3). */
import { type AttestationFinding, DeviceAttestationCheck } from "@matter/main/protocol";
import type { Attestation } from "../src/devices/matter/protocol.ts";

/** What says nothing against a device that was certified. */
const HARMLESS: ReadonlySet<DeviceAttestationCheck> = new Set([
  DeviceAttestationCheck.CertificateIdNotVerified,
  DeviceAttestationCheck.PaaTrustStoreTimeMismatch,
]);

/** Left to itself the library accepts whatever it finds. */
export function mayJoin(policy: Attestation, findings: readonly AttestationFinding[]): true | string {
  if (policy === "any") return true;
  const first = findings.find(({ type, level }) => level === "error" || !HARMLESS.has(type));
  return first === undefined ? true : `The device is not shown to be certified (${first.type})`;
}
