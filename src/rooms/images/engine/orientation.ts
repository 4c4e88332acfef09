import { type Layout, reversed, type Size } from "./geometry.ts";

/** EXIF 2.32, tag 0x0112: how stored rows and columns have to be turned to stand upright; 1 means not at all. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** A picture as its file holds it. */
export interface Stored extends Size {
  orientation: Orientation;
}

/** What EXIF's eight values ask for (EXIF 2.32, tag 0x0112): which stored sides run backwards, and whether they swap. */
function turnOf(orientation: Orientation) {
  return {
    swapped: orientation >= 5,
    columnsReversed: [2, 3, 7, 8].includes(orientation),
    rowsReversed: [3, 4, 6, 7].includes(orientation),
  };
}

/** A layout made for the upright picture, in terms of the stored one. */
export function asStored({ horizontal, vertical }: Layout, stored: Stored): Layout {
  const turn = turnOf(stored.orientation);
  const columns = turn.swapped ? vertical : horizontal;
  const rows = turn.swapped ? horizontal : vertical;
  return {
    horizontal: turn.columnsReversed ? reversed(columns, stored.width) : columns,
    vertical: turn.rowsReversed ? reversed(rows, stored.height) : rows,
  };
}

/** Width and height as a viewer sees them: swapped when the picture lies on its side. */
export function upright({ width, height, orientation }: Stored): Size {
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

/** Where stored pixels go in a row-major picture: pixel (x, y) to `first + x * columnStep + y * rowStep`. */
export interface Placement extends Size {
  first: number;
  columnStep: number;
  rowStep: number;
}

/** Where the pixels of a stored `columns` x `rows` picture go to stand upright. */
export function placement(orientation: Orientation, columns: number, rows: number): Placement {
  const { swapped, columnsReversed, rowsReversed } = turnOf(orientation);
  const columnStep = (swapped ? rows : 1) * (columnsReversed ? -1 : 1);
  const rowStep = (swapped ? 1 : columns) * (rowsReversed ? -1 : 1);
  const first =
    (columnsReversed ? -columnStep * (columns - 1) : 0) + (rowsReversed ? -rowStep * (rows - 1) : 0);
  const [width, height] = swapped ? [rows, columns] : [columns, rows];
  return { width, height, first, columnStep, rowStep };
}
