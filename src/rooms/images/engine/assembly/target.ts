// What is to be made: which part of the stored picture becomes which pixel of the result.

/**
 * Column `i` of the result covers `stepX` stored pixels from `startX + i * stepX` on; rows likewise. Columns and rows
 * are those of the stored picture: where its pixels go to stand upright, `first` and the steps say.
 */
export class Target {
  static columns: i32 = 0;
  static rows: i32 = 0;
  static startX: f64 = 0;
  static stepX: f64 = 1;
  static startY: f64 = 0;
  static stepY: f64 = 1;
  /** In pixels of the result: (x, y) goes to `first + x * columnStep + y * rowStep`. */
  static first: i32 = 0;
  static columnStep: i32 = 1;
  static rowStep: i32 = 0;
  /** RGBA, eight bits each; 0 while there is no target. */
  static pixels: usize = 0;
}
