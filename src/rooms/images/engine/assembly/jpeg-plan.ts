// How a JPEG is taken apart for the target: how far each component is reduced, and what memory that takes.
import { alloc, allocZeroed } from "./memory";
import { beginComposing, setPlane } from "./compose";
import { Model } from "./colour";
import { Component, component, Frame } from "./jpeg-frame";
import { Resampler } from "./resample";
import { Target } from "./target";

/** For the coefficients of a progressive picture. What would take more is reduced further, its colours first. */
const MOST_COEFFICIENT_BYTES: i64 = 24 << 20;
/** Output rows in the queue while planes progress together, at least. */
const QUEUE_ROWS: i32 = 64;

/** The smallest cells of any component: colours of twice that are smoothed as libjpeg does ("fancy upsampling"). */
let finestX: f64 = 1;
let finestY: f64 = 1;

/** `together`: every row of MCUs has all components. False when memory is out. */
export function planFrame(together: bool): bool {
  for (let i = 0; i < Frame.components; i++) measure(component(i));
  if (Frame.progressive && coefficientBytes() > MOST_COEFFICIENT_BYTES) {
    while (coefficientBytes() > MOST_COEFFICIENT_BYTES && reduceFurther()) {}
    restoreColours();
  }
  beginComposing(Frame.components, colourModel());
  for (let i = 0; i < Frame.components; i++) {
    const c = component(i);
    finestX = i == 0 ? cellWidth(c, c.size) : min(finestX, cellWidth(c, c.size));
    finestY = i == 0 ? cellHeight(c, c.size) : min(finestY, cellHeight(c, c.size));
  }
  const queueRows = powerOfTwo(together ? min(rowsApart(), Target.rows) : Target.rows);
  for (let i = 0; i < Frame.components; i++) if (!prepare(component(i), i, queueRows)) return false;
  return true;
}

/** The smallest block whose samples are fine enough for the target. */
function measure(c: Component): void {
  let size = 1;
  while (size < 8 && !(isFine(cellWidth(c, size), Target.stepX) && isFine(cellHeight(c, size), Target.stepY))) size *= 2;
  c.setSize(size);
  c.blocksPerRow = Frame.mcuColumns * c.h;
}

/**
 * Whether Lanczos has enough to work on when a sample covers `cell` stored pixels and the result's pixel `step`. Up to 8
 * as sharp decides it, so that no picture comes out softer than sharp's; 16 and more, which libjpeg does not have, for
 * the colours of pictures that shrink far.
 */
@inline function isFine(cell: f64, step: f64): bool {
  return cell <= 1 || (cell <= 8 ? cell + 1 <= step : cell * 1.5 <= step);
}

/** Of a sample, in stored pixels. */
@inline function cellWidth(c: Component, size: i32): f64 { return <f64>(8 * Frame.hMax) / <f64>(size * c.h); }
@inline function cellHeight(c: Component, size: i32): f64 { return <f64>(8 * Frame.vMax) / <f64>(size * c.v); }

function coefficientBytes(): i64 {
  let sum: i64 = 0;
  for (let i = 0; i < Frame.components; i++) {
    const c = component(i);
    sum += <i64>blocks(c) * (2 * c.size * c.size + (c.size > 1 ? 8 : 0));
  }
  return sum;
}

@inline function blocks(c: Component): i32 { return c.blocksPerRow * Frame.mcuRows * c.v; }

/** Halves the colours, and once nothing is left of them to halve, the rest. */
function reduceFurther(): bool {
  let largest = component(0);
  for (let i = 1; i < Frame.components; i++) if (component(i).size >= largest.size || largest == component(0)) largest = component(i);
  if (largest.size == 1) largest = component(0);
  if (largest.size == 1) return false;
  largest.setSize(largest.size >> 1);
  return true;
}

/** What a halved first component makes room for goes back to the colours, up to what the target asks for. */
function restoreColours(): void {
  for (let size = 2; size <= 8; size <<= 1) for (let i = 1; i < Frame.components; i++) {
    const c = component(i);
    const reduced = c.size;
    measure(c);
    c.setSize(max(reduced, min(size, c.size)));
    if (coefficientBytes() > MOST_COEFFICIENT_BYTES) c.setSize(reduced);
  }
}

/**
 * How many output rows one plane may be ahead of another: a row of MCUs comes at once, and of coarse samples the filter
 * reaches further down than of fine ones.
 */
function rowsApart(): i32 {
  let reach: f64 = 0;
  for (let i = 0; i < Frame.components; i++) {
    const cell = cellHeight(component(i), component(i).size);
    reach = max(reach, 3 * max(cell, Target.stepY) + 5 * cell);
  }
  return <i32>ceil((reach + <f64>(8 * Frame.vMax)) / Target.stepY) + 2;
}

function powerOfTwo(n: i32): i32 {
  let power = QUEUE_ROWS;
  while (power < n) power <<= 1;
  return power;
}

function prepare(c: Component, plane: i32, queueRows: i32): bool {
  const size = c.size;
  const ownWidth = (Frame.width * c.h + Frame.hMax - 1) / Frame.hMax;
  const ownHeight = (Frame.height * c.v + Frame.vMax - 1) / Frame.vMax;
  c.ownColumns = (ownWidth + 7) >> 3;
  c.ownRows = (ownHeight + 7) >> 3;
  c.width = (ownWidth * size + 7) >> 3;
  c.height = (ownHeight * size + 7) >> 3;
  c.stride = (c.blocksPerRow * size + 15) & ~15;
  c.rows = alloc(c.stride * c.v * size + 32);
  c.factors = allocZeroed(64 * 4); // a component that no scan brings is grey, whatever lay here
  if (!c.rows || !c.factors) return false;
  if (Frame.progressive) {
    c.coefficients = allocZeroed(blocks(c) * size * size * 2);
    c.nonZero = size > 1 ? allocZeroed(blocks(c) * 8) : 0;
    if (!c.coefficients || (size > 1 && !c.nonZero)) return false;
  }
  const cellX = cellWidth(c, size);
  const cellY = cellHeight(c, size);
  const resampler = Resampler.create(c.width, c.height, cellX, cellY, false, queueRows, cellX == 2 * finestX, cellY == 2 * finestY);
  if (!resampler) return false;
  c.resampler = resampler;
  setPlane(plane, resampler);
  return true;
}

/** What the components mean: JFIF, Adobe's marker, and else the component's names say, as for libjpeg. */
function colourModel(): Model {
  if (Frame.components == 1) return Model.Grey;
  if (Frame.components == 4) return Frame.adobe > 0 ? Model.Ycck : Model.Cmyk;
  if (Frame.jfif) return Model.Ycc;
  if (Frame.adobe >= 0) return Frame.adobe == 0 ? Model.Rgb : Model.Ycc;
  return component(0).id == 0x52 && component(1).id == 0x47 && component(2).id == 0x42 ? Model.Rgb : Model.Ycc;
}
