/**
 * Fits the polynomial by which the image engine turns ink into sRGB: `node scripts/cmyk.ts` prints the table of
 * `assembly/colour-cmyk.ts`. What it is fitted to is what libvips, inside sharp, makes of ink without a profile.
 */
import sharp from "sharp";

/** Steps of each ink, 0 to 255. */
const STEPS = 11;

interface Sample {
  /** 0 to 1. */
  ink: number[];
  rgb: number[];
}

function grid(): number[][] {
  const levels = Array.from({ length: STEPS }, (_, i) => Math.round((i * 255) / (STEPS - 1)));
  return levels.flatMap((c) => levels.flatMap((m) => levels.flatMap((y) => levels.map((k) => [c, m, y, k]))));
}

/** An uncompressed TIFF of four inks (TIFF 6.0, section 16), which sharp reads without changing a level. */
function asTiff(width: number, height: number, ink: Uint8Array): Uint8Array {
  const SHORT = 3;
  const LONG = 4;
  const bitsAt = 8 + 2 + 10 * 12 + 4;
  const entries = [
    ...[
      [256, LONG, 1, width],
      [257, LONG, 1, height],
      [258, SHORT, 4, bitsAt],
      [259, SHORT, 1, 1],
    ],
    ...[
      [262, SHORT, 1, 5],
      [273, LONG, 1, bitsAt + 8],
      [277, SHORT, 1, 4],
      [278, LONG, 1, height],
    ],
    ...[
      [279, LONG, 1, ink.length],
      [284, SHORT, 1, 1],
    ],
  ] as [tag: number, type: number, count: number, value: number][];
  const file = new Uint8Array(bitsAt + 8 + ink.length);
  const view = new DataView(file.buffer);
  view.setUint32(0, 0x49492a00);
  view.setUint32(4, 8, true);
  view.setUint16(8, entries.length, true);
  for (const [i, [tag, type, count, value]] of entries.entries()) {
    view.setUint16(10 + i * 12, tag, true);
    view.setUint16(12 + i * 12, type, true);
    view.setUint32(14 + i * 12, count, true);
    view.setUint32(18 + i * 12, value, true);
  }
  for (let i = 0; i < 4; i++) view.setUint16(bitsAt + 2 * i, 8, true);
  file.set(ink, bitsAt + 8);
  return file;
}

async function measure(): Promise<Sample[]> {
  const inks = grid();
  const side = STEPS ** 2;
  const tiff = asTiff(side, side, Uint8Array.from(inks.flat()));
  const rgb = await sharp(tiff).toColourspace("srgb").removeAlpha().raw().toBuffer();
  return inks.map((ink, i) => ({ ink: ink.map((v) => v / 255), rgb: [...rgb.subarray(i * 3, i * 3 + 3)] }));
}

/** All products of one to three inks, in the order in which the engine multiplies. */
function products(ink: readonly number[]): number[] {
  const terms: number[] = [];
  for (const [i, a] of ink.entries()) {
    terms.push(a);
    for (let j = i; j < 4; j++) {
      terms.push(a * ink[j]!);
      for (let l = j; l < 4; l++) terms.push(a * ink[j]! * ink[l]!);
    }
  }
  return terms;
}

/** Least squares by the normal equations: for each channel, what each product takes away from white. */
function fitTable(samples: readonly Sample[]): number[][] {
  const count = products([0, 0, 0, 0]).length;
  const rows = Array.from({ length: count }, () => new Float64Array(count + 3));
  for (const { ink, rgb } of samples) {
    const terms = products(ink);
    for (const [i, term] of terms.entries()) {
      for (const [j, other] of terms.entries()) rows[i]![j]! += term * other;
      for (let c = 0; c < 3; c++) rows[i]![count + c]! += term * (rgb[c]! - 255);
    }
  }
  eliminate(rows);
  return rows.map((row, i) => [0, 1, 2].map((c) => row[count + c]! / row[i]!));
}

/** Gauss and Jordan. The equations are positive definite, so no pivot is zero. */
function eliminate(rows: Float64Array[]): void {
  for (const [i, pivot] of rows.entries()) {
    for (const [j, row] of rows.entries()) {
      if (j === i) continue;
      const factor = row[i]! / pivot[i]!;
      for (let k = i; k < row.length; k++) row[k]! -= factor * pivot[k]!;
    }
  }
}

function psnr(samples: readonly Sample[], table: readonly number[][]): number {
  let sum = 0;
  for (const { ink, rgb } of samples) {
    const terms = products(ink);
    for (let c = 0; c < 3; c++) {
      const value = terms.reduce((total, term, i) => total + term * table[i]![c]!, 255);
      sum += (Math.min(255, Math.max(0, value)) - rgb[c]!) ** 2;
    }
  }
  return 10 * Math.log10((255 ** 2 * samples.length * 3) / sum);
}

const samples = await measure();
const table = fitTable(samples);
for (const row of table) console.log(`  ${row.map((v) => v.toFixed(2)).join(", ")}, 0,`);
console.log(`// ${psnr(samples, table).toFixed(1)} dB over ${samples.length} mixtures`);
