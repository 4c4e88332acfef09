import { takeApart } from "./parts.ts";
import type { Random } from "./random.ts";

/** Values that lie at the edges of what fields can hold. */
const EXTREMES = [0, 1, 2, 7, 8, 15, 16, 17, 31, 32, 63, 64, 127, 128, 254, 255];
/** Where headers lie. */
const HEAD = 700;

/** A file that somebody may have damaged, or made up on purpose, out of one that is sound. */
export function mutate(corpus: readonly Uint8Array[], random: Random): Uint8Array<ArrayBuffer> {
  const file = random.pick(corpus);
  const anatomy = takeApart(file);
  let parts: Uint8Array[] = anatomy.parts.map((part) => part.slice());
  if (random.chance(0.35)) parts = rearrange(parts, corpus, random);
  for (let edits = random.whole(6); edits > 0 && parts.length > 0; edits--) {
    const i = pickPart(parts.length, random);
    parts[i] = edit(parts[i]!, random);
  }
  const mutated = anatomy.join(parts, random.chance(0.8));
  if (random.chance(0.15)) return mutated.slice(0, random.whole(mutated.length + 1));
  return random.chance(0.1) ? scatter(mutated, random) : mutated;
}

/** Seldom the first, which is the signature where there are several: without it nothing else is looked at. */
function pickPart(count: number, random: Random): number {
  return count < 2 || random.chance(0.02) ? 0 : 1 + random.whole(count - 1);
}

/** Leaves a piece out, repeats it, changes it for another or brings one from another file. */
function rearrange(parts: Uint8Array[], corpus: readonly Uint8Array[], random: Random): Uint8Array[] {
  const [from, to] = [pickPart(parts.length, random), pickPart(parts.length + 1, random)];
  const piece = parts[from]!;
  switch (random.whole(4)) {
    case 0:
      return parts.toSpliced(from, 1);
    case 1:
      return parts.toSpliced(to, 0, ...Array.from({ length: 1 + random.whole(3) }, () => piece.slice()));
    case 2:
      return parts.toSpliced(from, 1).toSpliced(to, 0, piece);
    default:
      return parts.toSpliced(to, 0, random.pick(takeApart(random.pick(corpus)).parts).slice());
  }
}

function edit(part: Uint8Array, random: Random): Uint8Array {
  if (part.length === 0) return part;
  const at = random.whole(random.chance(0.5) ? Math.min(part.length, 24) : part.length);
  switch (random.whole(6)) {
    case 0:
      part[at] = random.whole(256);
      return part;
    case 1:
      part[at] = part[at]! ^ (1 << random.whole(8));
      return part;
    case 2:
      part.fill(random.pick(EXTREMES), at, at + 1 + random.whole(4));
      return part;
    case 3:
      part[at] = part[at]! + random.pick([1, -1]);
      return part;
    case 4:
      return part.slice(0, at);
    default:
      return Uint8Array.from([...part.subarray(0, at), ...part.subarray(random.whole(part.length))]);
  }
}

/** Changes bytes wherever they lie, mostly near the beginning. */
function scatter(file: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  for (let count = 1 + random.whole(8); count > 0; count--) {
    const reach = random.chance(0.6) ? Math.min(HEAD, file.length) : file.length;
    file[random.whole(reach)] = random.whole(256);
  }
  return file;
}
