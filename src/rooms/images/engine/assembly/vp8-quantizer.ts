// What coefficients are multiplied by (RFC 6386, sections 9.6 and 14.1).
import { BoolDecoder } from "./bool-decoder";
import { Segments, SEGMENTS } from "./vp8-segments";

const DC: usize = memory.data<u8>([
  4, 5, 6, 7, 8, 9, 10, 10, 11, 12, 13, 14, 15, 16, 17, 17, 18, 19, 20, 20, 21, 21, 22, 22, 23, 23, 24, 25, 25, 26, 27, 28,
  29, 30, 31, 32, 33, 34, 35, 36, 37, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58,
  59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89,
  91, 93, 95, 96, 98, 100, 101, 102, 104, 106, 108, 110, 112, 114, 116, 118, 122, 124, 126, 128, 130, 132, 134, 136, 138, 140, 143, 145, 148, 151, 154, 157,
]);
const AC: usize = memory.data<u16>([
  4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35,
  36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 60, 62, 64, 66, 68, 70, 72, 74, 76,
  78, 80, 82, 84, 86, 88, 90, 92, 94, 96, 98, 100, 102, 104, 106, 108, 110, 112, 114, 116, 119, 122, 125, 128, 131, 134, 137, 140, 143, 146, 149, 152,
  155, 158, 161, 164, 167, 170, 173, 177, 181, 185, 189, 193, 197, 201, 205, 209, 213, 217, 221, 225, 229, 234, 239, 245, 249, 254, 259, 264, 269, 274, 279, 284,
]);

/** Of one segment. */
@unmanaged export class Factors {
  lumaDc: i32;
  lumaAc: i32;
  /** Of the block that holds the DC coefficients of a macroblock's luma. */
  dcDc: i32;
  dcAc: i32;
  chromaDc: i32;
  chromaAc: i32;
}

const FACTORS: usize = memory.data(4 * 24);

@inline export function factorsOf(segment: i32): Factors { return changetype<Factors>(FACTORS + segment * offsetof<Factors>()); }

/** Reads the header's indices and makes the factors of every segment. */
export function readFactors(d: BoolDecoder): void {
  const index = <i32>d.readNumber(7);
  const lumaDc = d.readOptional(4);
  const dcDc = d.readOptional(4);
  const dcAc = d.readOptional(4);
  const chromaDc = d.readOptional(4);
  const chromaAc = d.readOptional(4);
  for (let i = 0; i < SEGMENTS; i++) {
    const q = Segments.quantizer(i, index);
    const factors = factorsOf(i);
    factors.lumaDc = dc(q + lumaDc);
    factors.lumaAc = ac(q);
    factors.dcDc = dc(q + dcDc) * 2;
    factors.dcAc = max(ac(q + dcAc) * 155 / 100, 8);
    factors.chromaDc = min(dc(q + chromaDc), 132);
    factors.chromaAc = ac(q + chromaAc);
  }
}

function dc(index: i32): i32 { return <i32>load<u8>(DC + clampIndex(index)); }
function ac(index: i32): i32 { return <i32>load<u16>(AC + (clampIndex(index) << 1)); }
@inline function clampIndex(index: i32): usize { return <usize>min(max(index, 0), 127); }
