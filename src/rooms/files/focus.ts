import type { Focus } from "./schema.ts";
import type { FileRow } from "./store.ts";

type Columns = Pick<FileRow, "focus_x" | "focus_y">;

/** The point that crops of a picture keep in their middle; null where that is the picture's own. */
export function focusOf({ focus_x, focus_y }: Columns): Focus | null {
  return focus_x === null || focus_y === null ? null : { x: focus_x / 1000, y: focus_y / 1000 };
}

/** A focus as the row has it. */
export function focusColumns(focus: Focus | null): Columns {
  const thousandths = (part: number) => Math.round(part * 1000);
  return focus
    ? { focus_x: thousandths(focus.x), focus_y: thousandths(focus.y) }
    : { focus_x: null, focus_y: null };
}
