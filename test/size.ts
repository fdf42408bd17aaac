/** How much of a case that only numbers prove: a share of it in every run, all of it in `npm run test:large`. */
export function sized(share: number, all: number): number {
  return process.env["TEST_SIZE"] === "large" ? all : share;
}
