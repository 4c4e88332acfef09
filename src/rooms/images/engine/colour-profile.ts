/** Eight-bit values of one channel to linear light, 0 to 1. */
type Curve = Float32Array;
type Matrix = readonly number[];

/** What a display's ICC profile says: a curve for each channel, and its primaries as XYZ under D50, column by column. */
export interface ColourProfile {
  curves: readonly [Curve, Curve, Curve];
  primaries: Matrix;
}

/** Linear sRGB from XYZ under D50: the inverse of the primaries in IEC 61966-2-1, adapted as ICC.1:2022 annex E has it. */
const TO_SRGB: Matrix = [
  3.1341359, -1.6173863, -0.490662, -0.978779, 1.916255, 0.03344, 0.0719442, -0.2289716, 1.4052161,
];
const STEPS = 8192;
const ENCODED = Uint8ClampedArray.from({ length: STEPS + 1 }, (_, i) => 255 * encodeSrgb(i / STEPS));

/**
 * Reads a profile that is made of three curves and a matrix (ICC.1:2022, section 8.3.3): Display P3, which phones write,
 * Adobe RGB and the like. Null for others, whose pictures are taken for sRGB as they are.
 */
export function readProfile(bytes: Uint8Array): ColourProfile | null {
  const profile = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tags = ["rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"].map((name) => findTag(profile, name));
  const [red, green, blue] = tags.slice(0, 3).map(readXyz);
  const [redCurve, greenCurve, blueCurve] = tags.slice(3).map(readCurve);
  if (!red || !green || !blue || !redCurve || !greenCurve || !blueCurve) return null;
  const primaries = [0, 1, 2].flatMap((row) => [red[row]!, green[row]!, blue[row]!]);
  return { curves: [redCurve, greenCurve, blueCurve], primaries };
}

/** Rewrites pixels as sRGB (IEC 61966-2-1). Colours that sRGB cannot show become the nearest that it can, by channel. */
export function convertToSrgb(
  rgba: Uint8Array | Uint8ClampedArray,
  { curves, primaries }: ColourProfile,
): void {
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = multiply(TO_SRGB, primaries).map((value) => value * STEPS);
  const [redCurve, greenCurve, blueCurve] = curves;
  for (let at = 0; at < rgba.length; at += 4) {
    const red = redCurve[rgba[at]!]!;
    const green = greenCurve[rgba[at + 1]!]!;
    const blue = blueCurve[rgba[at + 2]!]!;
    rgba[at] = encode(m0! * red + m1! * green + m2! * blue);
    rgba[at + 1] = encode(m3! * red + m4! * green + m5! * blue);
    rgba[at + 2] = encode(m6! * red + m7! * green + m8! * blue);
  }
}

function encode(steps: number): number {
  return ENCODED[steps <= 0 ? 0 : steps >= STEPS ? STEPS : (steps + 0.5) | 0]!;
}

function encodeSrgb(linear: number): number {
  return linear <= 0.0031308 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055;
}

function multiply(a: Matrix, b: Matrix): number[] {
  return Array.from({ length: 9 }, (_, i) => {
    const row = i - (i % 3);
    return [0, 1, 2].reduce((sum, k) => sum + a[row + k]! * b[k * 3 + (i % 3)]!, 0);
  });
}

function findTag(profile: DataView, name: string): DataView | null {
  const tags = profile.byteLength >= 132 ? Math.min(profile.getUint32(128), 100) : 0;
  for (let entry = 132; entry < 132 + tags * 12 && entry + 12 <= profile.byteLength; entry += 12) {
    if (ascii(profile, entry) !== name) continue;
    const offset = profile.getUint32(entry + 4);
    const length = profile.getUint32(entry + 8);
    if (offset + length > profile.byteLength) return null;
    return new DataView(profile.buffer, profile.byteOffset + offset, length);
  }
  return null;
}

function readXyz(tag: DataView | null): number[] | null {
  if (!tag || tag.byteLength < 20 || ascii(tag, 0) !== "XYZ ") return null;
  return [8, 12, 16].map((at) => fixed(tag, at));
}

function readCurve(tag: DataView | null): Curve | null {
  if (!tag || tag.byteLength < 12) return null;
  const curve =
    ascii(tag, 0) === "curv" ? sampledCurve(tag) : ascii(tag, 0) === "para" ? formulaCurve(tag) : null;
  return curve && Float32Array.from({ length: 256 }, (_, value) => curve(value / 255));
}

function sampledCurve(tag: DataView): ((x: number) => number) | null {
  const count = tag.getUint32(8);
  if (count === 0) return (x) => x;
  if (tag.byteLength < 12 + count * 2) return null;
  if (count === 1) return (x) => x ** (tag.getUint16(12) / 256);
  return (x) => {
    const at = Math.min(Math.floor(x * (count - 1)), count - 2);
    const [low, high] = [tag.getUint16(12 + at * 2) / 65535, tag.getUint16(14 + at * 2) / 65535];
    return low + (high - low) * (x * (count - 1) - at);
  };
}

/** The five forms of `parametricCurveType` (ICC.1:2022, table 68), all of them cases of the last. */
function formulaCurve(tag: DataView): ((x: number) => number) | null {
  const form = tag.getUint16(8);
  const count = [1, 3, 4, 5, 7][form];
  if (count === undefined || tag.byteLength < 12 + count * 4) return null;
  const [g, a = 1, b = 0, c = 0, d, e = 0, f = 0] = Array.from({ length: count }, (_, i) =>
    fixed(tag, 12 + i * 4),
  );
  if (form < 3) {
    const threshold = form === 0 ? 0 : -b / a;
    return (x) => (x >= threshold ? (a * x + b) ** g! : 0) + c;
  }
  return (x) => (x >= d! ? (a * x + b) ** g! + e : c * x + f);
}

/** s15Fixed16Number. */
function fixed(view: DataView, at: number): number {
  return view.getInt32(at) / 65536;
}

function ascii(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}
