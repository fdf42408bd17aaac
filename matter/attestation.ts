/** Whether a device may join, by what its attestation found (Matter Core Specification, section 6.2.3). */
import type { Environment } from "@matter/main";
import {
  type AttestationFinding,
  DclCertificateService,
  DeviceAttestationCheck,
  TestCert_PAA_FFF1_Cert,
  TestCert_PAA_NoVID_Cert,
} from "@matter/main/protocol";
import type { Attestation } from "../src/devices/matter/protocol.ts";

/** What says nothing against a device that was certified. */
const HARMLESS: ReadonlySet<DeviceAttestationCheck> = new Set([
  DeviceAttestationCheck.CertificateIdNotVerified,
  DeviceAttestationCheck.PaaTrustStoreTimeMismatch,
]);

/** What is found, beside that, of a device with whole certificates for tests. */
const OF_TESTS: ReadonlySet<DeviceAttestationCheck> = new Set([
  DeviceAttestationCheck.TrustedAsTestCertificate,
  DeviceAttestationCheck.CertificationTypeTest,
  DeviceAttestationCheck.CdSignerVerificationSkipped,
]);

/** Vendors that nobody is (Matter Core Specification, section 2.5.2). */
const FIRST_TEST_VENDOR = 0xff_f1;
const LAST_TEST_VENDOR = 0xff_f4;

/** Left to itself the library accepts whatever it finds. */
export function mayJoin(policy: Attestation, findings: readonly AttestationFinding[]): true | string {
  if (policy === "any") return true;
  const isTest = isOfTests(findings);
  const against = findings.filter(
    ({ type, level }) =>
      (level === "error" || !HARMLESS.has(type)) && !(policy === "test" && isTest && OF_TESTS.has(type)),
  );
  if (against.length === 0) return true;
  const reasons = against.map(({ type }) => type).join(", ");
  if (policy === "certified" && isTest)
    return `The device has certificates for tests only (${reasons}): a hub with attestation test takes those`;
  return `The device is not shown to be certified (${reasons})`;
}

export function isOfTests(findings: readonly AttestationFinding[]): boolean {
  return findings.some(({ type }) => type === DeviceAttestationCheck.TrustedAsTestCertificate);
}

/** Of a device that has certificates for tests: anybody can make them, for any vendor. */
export function isTestVendor(vendorId: number): boolean {
  return vendorId >= FIRST_TEST_VENDOR && vendorId <= LAST_TEST_VENDOR;
}

/** Have the library look at who signed: the ledger of the Connectivity Standards Alliance, and the public roots for tests. */
export async function prepareAttestation(environment: Environment, policy: Attestation): Promise<void> {
  if (policy === "any" || environment.has(DclCertificateService)) return;
  const service = new DclCertificateService(environment, { fetchTestCertificates: false });
  environment.set(DclCertificateService, service);
  await service.construction;
  // Known, so that a device that has them is told from one with certificates of nobody; trusted in no other way.
  for (const root of [TestCert_PAA_NoVID_Cert, TestCert_PAA_FFF1_Cert])
    await service.addCertificate(root, "PAA", { isProduction: false });
}
