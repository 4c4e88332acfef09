// From resampled planes to the pixels of the result: as soon as every plane has a row, it is converted and put in place.
import { Resampler } from "./resample";
import { Target } from "./target";
import { convertRow, Model } from "./colour";

/** Of the picture at work. Red, green, blue, or grey, or Y, Cb, Cr and so on; alpha comes last. */
export class Composer {
  static planes: i32 = 0;
  static model: Model = Model.Grey;
  static rows: i32 = 0;
}

const PLANES: usize = memory.data(5 * 4);
const ROWS: usize = memory.data(5 * 4);

@inline export function plane(i: i32): Resampler { return changetype<Resampler>(load<usize>(PLANES + (i << 2))); }

/** Begins a picture of `planes` planes, which `setPlane` then names. */
export function beginComposing(planes: i32, model: Model): void {
  Composer.planes = planes;
  Composer.model = model;
  Composer.rows = 0;
}

export function setPlane(i: i32, resampler: Resampler): void {
  store<usize>(PLANES + (i << 2), changetype<usize>(resampler));
}

/** Whether all pixels of the result have been written. What has not been is of some earlier picture. */
export function isComplete(): bool { return Composer.rows == Target.rows; }

/** Whether no pixel of the result lets anything through. */
export function isOpaque(): bool {
  let all: u32 = 0xffffffff;
  for (let at = Target.pixels, end = at + (<usize>Target.columns * Target.rows << 2); at < end; at += 4) all &= load<u32>(at);
  return all >= 0xff000000;
}

/** Writes every row that all planes have by now. */
export function drain(): void {
  let ready = Target.rows;
  for (let i = 0; i < Composer.planes; i++) ready = min(ready, plane(i).rowsOut);
  for (; Composer.rows < ready; Composer.rows++) composeRow(Composer.rows);
}

function composeRow(y: i32): void {
  for (let i = 0; i < Composer.planes; i++) store<usize>(ROWS + (i << 2), plane(i).output(y));
  const to = Target.pixels + ((Target.first + y * Target.rowStep) << 2);
  convertRow(Composer.model, ROWS, to, Target.columnStep << 2, Target.columns);
}
