/** Shades of a channel that are counted as one. */
const STEP = 32;

interface Heap {
  weight: number;
  sums: [number, number, number];
}

/** The colour that most of RGBA pixels have, as #rrggbb: of all heaps of similar colours, the middle of the largest. */
export function dominantColour(data: Uint8Array): string {
  const heaps = new Map<number, Heap>();
  for (let at = 0; at < data.length; at += 4) add(heaps, data.subarray(at, at + 4));
  const largest = [...heaps.values()].reduce((one, other) => (other.weight > one.weight ? other : one));
  const hex = largest.sums.map((sum) => Math.round(sum / (largest.weight || 1)));
  return `#${hex.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** What cannot be seen counts for nothing. */
function add(heaps: Map<number, Heap>, [red = 0, green = 0, blue = 0, alpha = 0]: Uint8Array): void {
  const [r, g, b] = [red, green, blue].map((value) => Math.floor(value / STEP));
  const key = (r! * 256 + g!) * 256 + b!;
  const heap = heaps.get(key) ?? { weight: 0, sums: [0, 0, 0] };
  heap.weight += alpha;
  for (const [channel, value] of [red, green, blue].entries()) heap.sums[channel]! += value * alpha;
  heaps.set(key, heap);
}
