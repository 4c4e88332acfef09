// Entropy-coded images (RFC 9649, sections 3.6 and 3.7): the picture itself, and the small ones that say how to read it.
import { alloc, allocZeroed } from "./memory";
import { BitReader } from "./vp8l-bits";
import { pixelsBack } from "./vp8l-near-pixels";
import { bitsOf, CODE_BYTES, entryOf, LONGEST, PrefixCode, readPrefixCode, symbolOf } from "./vp8l-prefix-code";
import { Outcome } from "./webp-outcome";

/** Pixels further back than this cannot be copied: the longest distance code (section 3.6.2.2) is a little less. */
const WINDOW: u32 = 1 << 20;
const LITERALS: u32 = 256;
const LENGTHS: u32 = 24;
const DISTANCES: i32 = 40;

/** A group of codes, in the order of the bitstream. */
const GREEN: usize = 0;
const RED: usize = CODE_BYTES;
const BLUE: usize = 2 * CODE_BYTES;
const ALPHA: usize = 3 * CODE_BYTES;
const DISTANCE: usize = 4 * CODE_BYTES;
const GROUP_BYTES: usize = 5 * CODE_BYTES;

/** Spreads colours over the cache (section 3.6.2.3). */
const CACHE_FACTOR: u32 = 0x1e35a7bd;

/** Blocks of `1 << bits` pixels squared that it takes to cover so many. */
@inline export function blocks(pixels: i32, bits: u32): i32 { return (pixels + (1 << bits) - 1) >> bits; }

@unmanaged export class EntropyImage {
  width: i32;
  height: i32;
  /** u32[mask + 1]: ARGB. The picture's last million pixels, or all that there are. */
  pixels: usize;
  mask: u32;
  position: u32;
  private cacheBits: u32;
  private cache: usize; // u32[1 << cacheBits]
  private groups: usize; // [GROUP_BYTES]
  /** Which group a block of pixels is written in: u32[][columns], or 0 when there is but one. */
  private map: usize;
  private mapBits: u32;

  /** Null without memory. */
  static create(width: i32, height: i32): EntropyImage | null {
    const image = changetype<EntropyImage>(allocZeroed(offsetof<EntropyImage>()));
    if (!changetype<usize>(image)) return null;
    const needed = <u32>width * <u32>height;
    const held = needed >= WINDOW ? WINDOW : <u32>1 << (32 - clz(needed - 1 | 1));
    image.width = width;
    image.height = height;
    image.mask = held - 1;
    image.pixels = alloc(<usize>held << 2);
    return image.pixels ? image : null;
  }

  /** Reads the codes. `main`: of the picture itself, which can have groups of them. False on failure, here and below. */
  readCodes(r: BitReader, main: bool): bool {
    if (r.read(1)) {
      this.cacheBits = r.read(4);
      if (this.cacheBits < 1 || this.cacheBits > 11) return r.fail(Outcome.Unreadable);
      this.cache = allocZeroed(<usize>4 << this.cacheBits);
      if (!this.cache) return r.fail(Outcome.OutOfMemory);
    }
    let count: u32 = 1;
    if (main && r.read(1)) {
      this.mapBits = r.read(3) + 2;
      const map = readSmallImage(r, blocks(this.width, this.mapBits), blocks(this.height, this.mapBits));
      if (!map) return false;
      this.map = map.pixels;
      count = largestGroup(map) + 1;
    }
    this.groups = alloc(GROUP_BYTES * count);
    if (!this.groups) return r.fail(Outcome.OutOfMemory);
    for (let i: u32 = 0; i < count; i++) if (!this.readGroup(r, this.groups + GROUP_BYTES * i)) return false;
    return true;
  }

  private readGroup(r: BitReader, group: usize): bool {
    const cached = this.cacheBits > 0 ? 1 << this.cacheBits : 0;
    return readPrefixCode(r, changetype<PrefixCode>(group + GREEN), LITERALS + LENGTHS + cached)
      && readPrefixCode(r, changetype<PrefixCode>(group + RED), LITERALS)
      && readPrefixCode(r, changetype<PrefixCode>(group + BLUE), LITERALS)
      && readPrefixCode(r, changetype<PrefixCode>(group + ALPHA), LITERALS)
      && readPrefixCode(r, changetype<PrefixCode>(group + DISTANCE), DISTANCES)
      && (!r.isCutOff || r.fail(Outcome.CutOff));
  }

  private groupAt(x: u32, y: u32): usize {
    if (!this.map) return this.groups;
    const block = <usize>(y >> this.mapBits) * blocks(this.width, this.mapBits) + (x >> this.mapBits);
    return this.groups + GROUP_BYTES * (load<u32>(this.map + (block << 2)) >> 8 & 0xffff);
  }

  /** Reads pixels up to position `end` at least; copies may go further. */
  readPixels(r: BitReader, end: u32): bool {
    const width = <u32>this.width;
    const blockMask = this.map ? (<u32>1 << this.mapBits) - 1 : 0xffffffff;
    let position = this.position;
    let x = position % width;
    let y = position / width;
    let group = this.groupAt(x, y);
    while (position < end) {
      if ((x & blockMask) == 0) {
        group = this.groupAt(x, y);
        if (isOneColour(group)) {
          const run = min(width - x - 1, blockMask) + 1;
          this.repeatColour(colourOf(group), position, run);
          position += run;
          x += run;
          if (x == width) {
            x = 0;
            y++;
          }
          continue;
        }
      }
      if (r.count < 3 * LONGEST) r.fill();
      const entry = entryOf(changetype<PrefixCode>(group + GREEN), r.bits);
      const symbol = symbolOf(entry);
      let length: u32 = 1;
      if (symbol < LITERALS) this.put(position, readLiteral(r, group, entry));
      else {
        r.drop(bitsOf(entry));
        if (symbol >= LITERALS + LENGTHS) this.put(position, load<u32>(this.cache + ((symbol - LITERALS - LENGTHS) << 2)));
        else length = this.copy(r, changetype<PrefixCode>(group + DISTANCE), symbol - LITERALS, position);
        if (length == 0) return false;
      }
      position += length;
      x += length;
      while (x >= width) {
        x -= width;
        y++;
      }
      if (length > 1 && position < end) group = this.groupAt(x, y);
    }
    this.position = position;
    return !r.isCutOff || r.fail(Outcome.CutOff);
  }

  /** Colours that are hidden in a group of codes take no bits: a picture of a hundred megapixels may have none. */
  private repeatColour(argb: u32, from: u32, count: u32): void {
    for (let position = from; position < from + count; position++) this.put(position, argb);
  }

  @inline private put(position: u32, argb: u32): void {
    store<u32>(this.pixels + ((position & this.mask) << 2), argb);
    if (this.cacheBits) store<u32>(this.cache + (CACHE_FACTOR * argb >> (32 - this.cacheBits) << 2), argb);
  }

  /** Repeats pixels. Answers how many; 0 on failure. */
  private copy(r: BitReader, distances: PrefixCode, prefix: u32, position: u32): u32 {
    const length = readPrefixed(r, prefix);
    if (r.count < LONGEST) r.fill();
    const entry = entryOf(distances, r.bits);
    r.drop(bitsOf(entry));
    const back = <u32>pixelsBack(readPrefixed(r, symbolOf(entry)), this.width);
    if (back > position || length > <u32>this.width * <u32>this.height - position) {
      r.fail(Outcome.Unreadable);
      return 0;
    }
    for (let i = position; i < position + length; i++) this.put(i, load<u32>(this.pixels + (((i - back) & this.mask) << 2)));
    return length;
  }

  /** Copies `count` pixels that have been read, from position `from` on. */
  copyTo(to: usize, from: u32, count: u32): void {
    const start = from & this.mask;
    const straight = min(count, this.mask + 1 - start);
    memory.copy(to, this.pixels + (start << 2), <usize>straight << 2);
    memory.copy(to + (straight << 2), this.pixels, <usize>(count - straight) << 2);
  }
}

/** Whether all pixels of a group are the same, and none is a copy. */
@inline function isOneColour(group: usize): bool {
  const masks = changetype<PrefixCode>(group + GREEN).mask | changetype<PrefixCode>(group + RED).mask
    | changetype<PrefixCode>(group + BLUE).mask | changetype<PrefixCode>(group + ALPHA).mask;
  return masks == 0 && symbolOf(entryOf(changetype<PrefixCode>(group + GREEN), 0)) < LITERALS;
}

/** Of a group in which all pixels are the same. */
function colourOf(group: usize): u32 {
  return symbolOf(entryOf(changetype<PrefixCode>(group + ALPHA), 0)) << 24 | symbolOf(entryOf(changetype<PrefixCode>(group + RED), 0)) << 16
    | symbolOf(entryOf(changetype<PrefixCode>(group + GREEN), 0)) << 8 | symbolOf(entryOf(changetype<PrefixCode>(group + BLUE), 0));
}

/** ARGB, of which green has been found but is still to be taken. There are bits enough for three symbols. */
@inline function readLiteral(r: BitReader, group: usize, green: u32): u32 {
  let bits = r.bits >> bitsOf(green);
  const red = entryOf(changetype<PrefixCode>(group + RED), bits);
  bits >>= bitsOf(red);
  const blue = entryOf(changetype<PrefixCode>(group + BLUE), bits);
  r.bits = bits >> bitsOf(blue);
  r.count -= bitsOf(green) + bitsOf(red) + bitsOf(blue);
  if (r.count < LONGEST) r.fill();
  const alpha = entryOf(changetype<PrefixCode>(group + ALPHA), r.bits);
  r.drop(bitsOf(alpha));
  return symbolOf(alpha) << 24 | symbolOf(red) << 16 | symbolOf(green) << 8 | symbolOf(blue);
}

/** Lengths and distances (section 3.6.2.2): a prefix, and for large ones the bits that it does not say. */
function readPrefixed(r: BitReader, prefix: u32): u32 {
  if (prefix < 4) return prefix + 1;
  const extra = (prefix - 2) >> 1;
  return ((2 + (prefix & 1)) << extra) + r.read(extra) + 1;
}

/** One that is there as a whole. Null on failure. */
export function readSmallImage(r: BitReader, width: i32, height: i32): EntropyImage | null {
  const image = EntropyImage.create(width, height);
  if (!image) {
    r.fail(Outcome.OutOfMemory);
    return null;
  }
  return image.readCodes(r, false) && image.readPixels(r, <u32>width * <u32>height) ? image : null;
}

function largestGroup(map: EntropyImage): u32 {
  let largest: u32 = 0;
  const end = map.pixels + (<usize>map.width * map.height << 2);
  for (let at = map.pixels; at < end; at += 4) largest = max(largest, load<u32>(at) >> 8 & 0xffff);
  return largest;
}
