/** PINs that are never made, because people try them first. */

/** PINs that people try first: repeats, runs, patterns of two or three digits, and those that end in or are a date. */
export function isTrivialPin(pin: string): boolean {
  return isPeriodic(pin) || isRun(pin) || isMirror(pin) || isDate(pin);
}

/** `00000000`, `12121212`, `12341234`: the same few digits again and again. */
function isPeriodic(pin: string): boolean {
  for (let period = 1; period <= pin.length / 2; period++) {
    if (pin.length % period === 0 && pin === pin.slice(0, period).repeat(pin.length / period)) return true;
  }
  return new Set(pin).size <= 2;
}

/** `12345678`, `98765432`, `02468024`: every digit is the same step after the one before. */
function isRun(pin: string): boolean {
  const steps = [...pin].slice(1).map((digit, i) => (Number(digit) - Number(pin[i]) + 10) % 10);
  return steps.every((step) => step === steps[0]);
}

/** `12344321`. */
function isMirror(pin: string): boolean {
  return pin === [...pin].toReversed().join("");
}

/** A birthday in any usual order of day, month and year, with a year of four or two digits; or a year alone in it. */
function isDate(pin: string): boolean {
  if (/^(19|20)\d\d/.test(pin) || /(19|20)\d\d$/.test(pin)) return true;
  if (pin.length !== 6) return false;
  const [a, b, c] = [pin.slice(0, 2), pin.slice(2, 4), pin.slice(4)].map(Number) as [number, number, number];
  return isDayAndMonth(a, b) || isDayAndMonth(b, a) || isDayAndMonth(c, b);
}

function isDayAndMonth(day: number, month: number): boolean {
  return day >= 1 && day <= 31 && month >= 1 && month <= 12;
}
