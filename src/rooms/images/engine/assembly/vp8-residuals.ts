// The coefficients of a macroblock (RFC 6386, sections 13 and 14.2).
import { BoolDecoder } from "./bool-decoder";
import { Factors } from "./vp8-quantizer";
import { BlockType, readBlock } from "./vp8-tokens";
import { addBlock, addDc, BLOCK_BYTES, spreadDc } from "./vp8-transform";

/** Blocks in the order of the bitstream: 16 of luma, four of each chroma; that of the DC coefficients is kept last. */
const U: i32 = 16;
const V: i32 = 20;
const DC: i32 = 24;

/** i16[25][4][4]; zeros between macroblocks. */
const COEFFICIENTS: usize = memory.data(25 * 32, 16);
/** Where each block ends, as `readBlock` has it. */
const ENDS: usize = memory.data(25);

/** Bytes of a context: whether the neighbouring blocks have coefficients. */
export const CONTEXT_BYTES: usize = 16;
/** Places in a context. */
const LUMA: usize = 0;
const CHROMA: usize = 4;
const OF_DC: usize = 8;

@inline function coefficientsOf(block: i32): usize { return COEFFICIENTS + BLOCK_BYTES * block; }
@inline function endOf(block: i32): usize { return ENDS + block; }

/**
 * Reads all blocks of a macroblock; `above` and `left` are its neighbours' contexts, and become its own. Without
 * `subblocks` the DC coefficients of luma are in a block of their own. Answers whether there are any coefficients.
 */
export function readResiduals(d: BoolDecoder, factors: Factors, subblocks: bool, above: usize, left: usize): bool {
  let any: u32 = 0;
  let type = BlockType.Luma;
  let first: u32 = 0;
  if (!subblocks) {
    any = readDcBlock(d, factors, above + OF_DC, left + OF_DC);
    type = BlockType.LumaWithoutDc;
    first = 1;
  }
  any |= readBlocks(d, type, first, factors.lumaDc, factors.lumaAc, 0, 4, above + LUMA, left + LUMA);
  any |= readBlocks(d, BlockType.Chroma, 0, factors.chromaDc, factors.chromaAc, U, 2, above + CHROMA, left + CHROMA);
  any |= readBlocks(d, BlockType.Chroma, 0, factors.chromaDc, factors.chromaAc, V, 2, above + CHROMA + 2, left + CHROMA + 2);
  return any != 0;
}

/** A macroblock without coefficients: no context but that of the DC block, which has none with `subblocks`. */
export function skipResiduals(subblocks: bool, above: usize, left: usize): void {
  memory.fill(ENDS, 0, 25);
  store<u64>(above, 0);
  store<u64>(left, 0);
  if (subblocks) return;
  store<u8>(above + OF_DC, 0);
  store<u8>(left + OF_DC, 0);
}

function readDcBlock(d: BoolDecoder, factors: Factors, above: usize, left: usize): u32 {
  const end = readBlock(d, BlockType.LumaDc, load<u8>(above) + load<u8>(left), 0, factors.dcDc, factors.dcAc, coefficientsOf(DC));
  const coded = <u8>(end > 0);
  store<u8>(above, coded);
  store<u8>(left, coded);
  if (coded) spreadDc(coefficientsOf(DC), coefficientsOf(0));
  return coded;
}

/** `side` x `side` blocks, from `block` on. */
function readBlocks(d: BoolDecoder, type: BlockType, first: u32, dc: i32, ac: i32, block: i32, side: i32, above: usize, left: usize): u32 {
  let any: u32 = 0;
  for (let y = 0; y < side; y++) {
    let before = <u32>load<u8>(left + y);
    for (let x = 0; x < side; x++, block++) {
      const end = readBlock(d, type, before + load<u8>(above + x), first, dc, ac, coefficientsOf(block));
      before = <u32>(end > first);
      any |= before;
      store<u8>(above + x, <u8>before);
      store<u8>(endOf(block), <u8>end);
    }
    store<u8>(left + y, <u8>before);
  }
  return any;
}

/** Adds what one block of luma says to its predicted samples. */
@inline export function addLuma(block: i32, to: usize, stride: usize): void { add(block, to, stride); }

/** Both planes' chroma. */
export function addChroma(u: usize, v: usize, stride: usize): void {
  for (let i = 0; i < 4; i++) {
    const offset = stride * (i >> 1 << 2) + ((i & 1) << 2);
    add(U + i, u + offset, stride);
    add(V + i, v + offset, stride);
  }
}

function add(block: i32, to: usize, stride: usize): void {
  const coefficients = coefficientsOf(block);
  if (load<u8>(endOf(block)) > 1) addBlock(coefficients, to, stride);
  else if (load<i16>(coefficients) != 0) addDc(coefficients, to, stride);
}
