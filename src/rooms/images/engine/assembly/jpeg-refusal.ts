// Why a JPEG is refused. The host has the words for each: see `jpeg.ts` there, which lists them in the same order.

export enum Refusal {
  None,
  NotJpeg,
  BadSegment,
  BadFrame,
  SecondFrame,
  BadHuffmanTable,
  BadQuantiser,
  BadScan,
  MissingTable,
  NoPicture,
  Precision,
  Coding,
  Components,
  HeightLater,
  Scans,
  Work,
  Memory,
}
