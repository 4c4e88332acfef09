// The loop filter over one macroblock (RFC 6386, section 15): its left edge, those between its columns of sub-blocks, its
// upper edge, and those between its rows of sub-blocks, in that order.
import { filterEdge, filterSimply } from "./vp8-edge-filters";
import { Limits } from "./vp8-filter-levels";
import { layColumns, standColumns } from "./vp8-upright-edges";

/** Rows of 16 samples: the four before the edge, then up to 16. */
const LAID: usize = memory.data(20 * 16, 16);
const EDGE: usize = LAID + 4 * 16;

/** `hasLeft`, `hasAbove`: not at the picture's border. `inside`: between sub-blocks, too. */
export function filterLumaSimply(at: usize, stride: usize, limits: Limits, hasLeft: bool, hasAbove: bool, inside: bool): void {
  const columns = inside ? 16 : 4;
  if (hasLeft || inside) {
    layLuma(at, stride, columns);
    if (hasLeft) filterSimply(EDGE, 16, limits.outer);
    for (let x = 4; x < columns; x += 4) filterSimply(EDGE + (x << 4), 16, limits.inner);
    standLuma(at, stride, columns);
  }
  if (hasAbove) filterSimply(at, stride, limits.outer);
  if (inside) for (let y: usize = 4; y < 16; y += 4) filterSimply(at + y * stride, stride, limits.inner);
}

export function filterLuma(at: usize, stride: usize, limits: Limits, hasLeft: bool, hasAbove: bool, inside: bool): void {
  const columns = inside ? 16 : 4;
  if (hasLeft || inside) {
    layLuma(at, stride, columns);
    if (hasLeft) filterOuter(EDGE, 16, limits);
    for (let x = 4; x < columns; x += 4) filterInner(EDGE + (x << 4), 16, limits);
    standLuma(at, stride, columns);
  }
  if (hasAbove) filterOuter(at, stride, limits);
  if (inside) for (let y: usize = 4; y < 16; y += 4) filterInner(at + y * stride, stride, limits);
}

/** Both planes together, eight samples of each. */
export function filterChroma(u: usize, v: usize, stride: usize, limits: Limits, hasLeft: bool, hasAbove: bool, inside: bool): void {
  if (hasLeft || inside) {
    for (let x = -4; x < 8; x += 4) layColumns(u + x, v + x, stride, EDGE + (x << 4));
    if (hasLeft) filterOuter(EDGE, 16, limits);
    if (inside) filterInner(EDGE + 64, 16, limits);
    for (let x = -4; x < 8; x += 4) standColumns(EDGE + (x << 4), u + x, v + x, stride);
  }
  if (hasAbove || inside) {
    for (let y = -4; y < 8; y++) v128.store(EDGE + (y << 4), v128.load64_lane(v + stride * y, v128.load64_zero(u + stride * y), 1));
    if (hasAbove) filterOuter(EDGE, 16, limits);
    if (inside) filterInner(EDGE + 64, 16, limits);
    for (let y = -4; y < 8; y++) {
      const row = v128.load(EDGE + (y << 4));
      v128.store64_lane(u + stride * y, row, 0);
      v128.store64_lane(v + stride * y, row, 1);
    }
  }
}

@inline function filterOuter(at: usize, stride: usize, limits: Limits): void {
  filterEdge(at, stride, limits.outer, limits.interior, limits.detail, true);
}

@inline function filterInner(at: usize, stride: usize, limits: Limits): void {
  filterEdge(at, stride, limits.inner, limits.interior, limits.detail, false);
}

function layLuma(at: usize, stride: usize, columns: i32): void {
  for (let x = -4; x < columns; x += 4) layColumns(at + x, at + x + 8 * stride, stride, EDGE + (x << 4));
}

function standLuma(at: usize, stride: usize, columns: i32): void {
  for (let x = -4; x < columns; x += 4) standColumns(EDGE + (x << 4), at + x, at + x + 8 * stride, stride);
}
