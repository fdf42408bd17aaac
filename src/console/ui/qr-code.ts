/** QR codes of texts, as ISO/IEC 18004 has them: bytes alone, level M. A library of all modes is three times as heavy. */

/** Codewords that correct a block, by version from 1 on; the last goes for all after it. */
const CORRECTING = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28];
const BLOCKS = [
  1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35,
  37, 38, 40, 43, 45, 47, 49,
];

type Grid = (number | undefined)[][];

/** Where a mask turns data over. */
const MASKS: readonly ((x: number, y: number) => number)[] = [
  (x, y) => (x + y) % 2,
  (_, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

const range = (length: number) => Array.from({ length }, (_, i) => i);

/** Its modules, row by row: whether each is black. @throws RangeError for more than 2,331 bytes */
export function qrCode(text: string): boolean[][] {
  const bytes = new TextEncoder().encode(text);
  const version = range(41).find((one) => one > 0 && bytes.length <= capacity(one) - (one < 10 ? 2 : 3));
  if (version === undefined) throw new RangeError("Too long for a QR code");
  const bits = interleaved(bytes, version).flatMap((byte) => range(8).map((i) => (byte >> (7 - i)) & 1));
  const drawn = MASKS.map((_, mask) => masked(version, bits, mask));
  const marks = drawn.map(unreadability);
  return drawn[marks.indexOf(Math.min(...marks))]!.map((row) => row.map(Boolean));
}

const alignments = (version: number) => (version < 2 ? 0 : Math.floor(version / 7) + 2);

/** How many codewords there is room for. */
function room(version: number): number {
  const n = alignments(version);
  const taken = n === 0 ? 0 : (25 * n - 10) * n - 55 + (version < 7 ? 0 : 36);
  return Math.floor(((16 * version + 128) * version + 64 - taken) / 8);
}

const correcting = (version: number) => CORRECTING[version - 1] ?? 28;
const capacity = (version: number) => (version < 1 ? 0 : room(version) - correcting(version) * BLOCKS[version - 1]!);

/** The text's codewords and those that correct them, block by block in turn. */
function interleaved(bytes: Uint8Array, version: number): number[] {
  // The mode in four bits, the length in 8 or 16, the bytes, and four bits that end them.
  const lengths = version < 10 ? [bytes.length] : [bytes.length >> 8, bytes.length & 255];
  const shifted = [4, ...lengths.flatMap((one) => [one >> 4, one & 15])];
  const nibbles = [...shifted, ...[...bytes].flatMap((one) => [one >> 4, one & 15]), 0];
  const data = range(capacity(version)).map((i) => {
    const filled = (i - nibbles.length / 2) % 2 === 0 ? 0xec : 0x11;
    return i * 2 < nibbles.length ? (nibbles[i * 2]! << 4) | nibbles[i * 2 + 1]! : filled;
  });
  const count = BLOCKS[version - 1]!;
  const short = Math.floor(data.length / count);
  const long = data.length % count;
  const blocks = range(count).map((i) => {
    const from = i * short + Math.max(0, i - (count - long));
    return data.slice(from, from + short + (i < count - long ? 0 : 1));
  });
  const divisor = generator(correcting(version));
  const remainders = blocks.map((block) => remainder(block, divisor));
  const inTurn = (all: readonly number[][]) =>
    range(all.at(-1)!.length).flatMap((i) => all.flatMap((one) => (i < one.length ? [one[i]!] : [])));
  return [...inTurn(blocks), ...inTurn(remainders)];
}

/** In the field of 256, by the polynomial 0x11d. */
function times(x: number, y: number): number {
  let product = 0;
  for (let i = 7; i >= 0; i--) product = (product << 1) ^ ((product >> 7) * 0x11d) ^ (((y >> i) & 1) * x);
  return product;
}

function generator(degree: number): number[] {
  let root = 1;
  let made = [1];
  for (let i = 0; i < degree; i++) {
    made = [...made, 0].map((one, at) => one ^ times(made[at - 1] ?? 0, root));
    root = times(root, 2);
  }
  return made.slice(1);
}

function remainder(data: readonly number[], divisor: readonly number[]): number[] {
  return data.reduce(
    (rest, byte) => {
      const factor = byte ^ rest[0]!;
      return divisor.map((one, i) => (rest[i + 1] ?? 0) ^ times(one, factor));
    },
    divisor.map(() => 0),
  );
}

/** All of it, with the data turned over by a mask. */
function masked(version: number, bits: readonly number[], mask: number): number[][] {
  const size = version * 4 + 17;
  const grid: Grid = range(size).map(() => Array.from({ length: size }));
  const set = (x: number, y: number, bit: number) => {
    if (grid[y] && x >= 0 && x < size) grid[y][x] = bit;
  };
  /** Squares in one another. */
  const squares = (x: number, y: number, radius: number) => {
    for (let dy = -radius; dy <= radius; dy++)
      for (let dx = -radius; dx <= radius; dx++) {
        const from = Math.max(Math.abs(dx), Math.abs(dy));
        set(x + dx, y + dy, from === 4 || from === 2 * (radius - 3) || (radius === 2 && from === 1) ? 0 : 1);
      }
  };
  for (let i = 0; i < size; i++) {
    set(6, i, 1 - (i % 2));
    set(i, 6, 1 - (i % 2));
  }
  const n = alignments(version);
  const step = version === 32 ? 26 : Math.ceil((size - 13) / (2 * n - 2)) * 2;
  const places = range(n).map((i) => (i === 0 ? 6 : size - 7 - (n - 1 - i) * step));
  for (const x of places)
    for (const y of places) if (Math.min(x, y) > 6 || ![12, size - 1].includes(x + y)) squares(x, y, 2); // not where corners are
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const)
    squares(x, y, 4);
  const format = (checked(mask, 10, 0x537) ^ 0x5412) >>> 0;
  for (let i = 0; i < 15; i++) {
    const bit = (format >> i) & 1;
    if (i < 8) set(size - 1 - i, 8, bit);
    else set(8, size - 15 + i, bit);
    if (i < 8) set(8, i < 6 ? i : i + 1, bit);
    else set(i === 8 ? 7 : 14 - i, 8, bit);
  }
  set(8, size - 8, 1);
  for (const i of range(version < 7 ? 0 : 18)) {
    const [a, b] = [size - 11 + (i % 3), Math.floor(i / 3)];
    const bit = (checked(version, 12, 0x1f25) >> i) & 1;
    set(a, b, bit);
    set(b, a, bit);
  }
  // Two columns at once, up and down, from the right; the timing's column is none of them.
  let next = 0;
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2)
    for (let i = 0; i < size; i++)
      for (const x of [right, right - 1]) {
        const y = ((right + 1) & 2) === 0 ? size - 1 - i : i;
        grid[y]![x] ??= (bits[next++] ?? 0) ^ (MASKS[mask]!(x, y) === 0 ? 1 : 0);
      }
  return grid.map((row) => row.map(Number));
}

/** A number, and the bits that correct it. */
function checked(value: number, bits: number, divisor: number): number {
  let rest = value;
  for (let i = 0; i < bits; i++) rest = (rest << 1) ^ ((rest >> (bits - 1)) * divisor);
  return (value << bits) | rest;
}

/** How hard it is to read, as the standard counts: runs, blocks, what looks like a corner, and too much of one colour. */
function unreadability(grid: readonly number[][]): number {
  const size = grid.length;
  const lines = [...grid, ...range(size).map((x) => grid.map((row) => row[x]!))].map((line) => line.join(""));
  const runs = lines.flatMap((line) => line.match(/0{5,}|1{5,}/g) ?? []).reduce((sum, run) => sum + run.length - 2, 0);
  const corners = lines.reduce((sum, line) => sum + [...line.matchAll(/(?=10111010000|00001011101)/g)].length, 0);
  let blocks = 0;
  for (let y = 1; y < size; y++)
    for (let x = 1; x < size; x++) {
      const sum = grid[y]![x]! + grid[y - 1]![x]! + grid[y]![x - 1]! + grid[y - 1]![x - 1]!;
      if (sum % 4 === 0) blocks++;
    }
  const black = grid.flat().reduce((sum, one) => sum + one, 0) / size ** 2;
  return runs + 3 * blocks + 40 * corners + 10 * Math.floor(Math.abs(black - 0.5) * 20);
}
