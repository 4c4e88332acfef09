// From PNG's samples (PNG third edition, clauses 7.2 and 11.3.1) to interleaved eight-bit channels.
import { lookUpBytes, MEANINGS } from "./meanings";

/** What a row has to go through. */
export enum Form {
  /** Eight bits a sample: nothing. */
  Plain,
  /** One sample a pixel, eight bits or less, that stands for a pixel: of a palette, or of greys. */
  Indexed,
  /** Sixteen bits a sample: rounded. */
  Deep,
  /** Eight or sixteen bits, where the colour at `MEANINGS`, in bytes as the file has them, is transparent. */
  Keyed,
}

/** Of any form but the plain one. `channels` of a pixel as they come out; `depth`, bits of a sample as they come in. */
export function expand(form: Form, from: usize, to: usize, pixels: i32, channels: i32, depth: i32): void {
  switch (form) {
    case Form.Indexed: if (depth == 8) lookUpBytes(from, to, pixels, channels); else lookUpBits(from, to, pixels, channels, depth); break;
    case Form.Deep: round(from, to, pixels * channels); break;
    case Form.Keyed: compare(from, to, pixels, channels - 1, depth >> 3); break;
  }
}

function lookUpBits(from: usize, to: usize, pixels: i32, channels: i32, depth: i32): void {
  const mask = (1 << depth) - 1;
  for (let x = 0, bit = 8 - depth; x < pixels; x++, to += channels) {
    const sample = <u32>load<u8>(from) >> bit & mask;
    store<u32>(to, load<u32>(MEANINGS + (sample << 2)));
    bit -= depth;
    if (bit < 0) {
      bit = 8 - depth;
      from++;
    }
  }
}

function round(from: usize, to: usize, samples: i32): void {
  for (let i = 0; i < samples; i++) store<u8>(to + i, toByte(from + (i << 1)));
}

function compare(from: usize, to: usize, pixels: i32, colours: i32, bytes: i32): void {
  const size = colours * bytes;
  const mask = (<u64>1 << (size << 3)) - 1;
  const transparent = load<u64>(MEANINGS) & mask;
  for (let x = 0; x < pixels; x++, from += size) {
    for (let c = 0; c < colours; c++, to++) store<u8>(to, bytes == 1 ? load<u8>(from + c) : toByte(from + (c << 1)));
    store<u8>(to++, select<u8>(0, 255, (load<u64>(from) & mask) == transparent));
  }
}

/** To the nearest of 256 steps: `v * 255 / 65535`, exactly. */
@inline function toByte(at: usize): u8 { return <u8>((<u32>bswap(load<u16>(at)) * 255 + 32895) >> 16); }
