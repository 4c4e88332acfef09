import type { Job } from "./serve.ts";

/** A resize to whole pixels and the crop out of its middle, as sharp does them; for codecs that take the two apart. */
export interface Box {
  width: number;
  height: number;
  crop: { left: number; top: number; width: number; height: number };
}

export function boxFor(source: { width: number; height: number }, job: Job): Box {
  const { width: wantedWidth, height: wantedHeight = 0 } = job;
  const scale = Math.max(wantedWidth / source.width, wantedHeight / source.height);
  const width = Math.round(source.width * scale);
  const height = Math.round(source.height * scale);
  const crop = { width: wantedWidth, height: wantedHeight || height };
  const [left, top] = [(width - crop.width + 1) >> 1, (height - crop.height + 1) >> 1];
  return { width, height, crop: { ...crop, left, top } };
}
