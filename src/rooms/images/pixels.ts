/** A decoded picture, still lying in its decoder's memory: to be read before that decoder is used again. */
export interface Raster {
  width: number;
  height: number;
  channels: 3 | 4;
  data: Uint8Array;
}
