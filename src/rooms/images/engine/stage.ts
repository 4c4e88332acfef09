import type { ByteReader } from "./byte-reader.ts";
import { type ColourProfile, convertToSrgb } from "./colour-profile.ts";
import { bytesAt, type Core } from "./core.ts";
import { layOut, type Wish } from "./geometry.ts";
import { asStored, type Placement, placement, type Stored, upright } from "./orientation.ts";
import { tooLarge, unreadable } from "./picture-error.ts";

/** 100 megapixels, as the largest cameras have. */
const MOST_PIXELS = 100 * 1024 * 1024;
/** Of each side of the result: what WebP can hold (RFC 9649, section 2.5), the narrowest of the usual formats. */
const LONGEST_SIDE = 16_383;

/** A finished picture: upright, sRGB, alpha not multiplied in. */
export interface Pixels {
  width: number;
  height: number;
  /** RGBA, eight bits each. Lies in the engine's memory and holds until the next picture. */
  data: Uint8Array;
  /** Whether no pixel lets anything through. */
  opaque: boolean;
}

/** Reads one format, from its first byte on, into the stage. @throws `PictureError` */
export type ReadPicture = (bytes: ByteReader, stage: Stage) => Promise<void>;

/** Where a picture is made: a format's reader says what is stored, then feeds the core. */
export class Stage {
  readonly core: Core;
  /** Of the stored picture, for the reader to set. Null means sRGB. */
  colours: ColourProfile | null = null;
  readonly #wish: Wish;
  #place: Placement | null = null;
  #pixels = 0;

  constructor(core: Core, wish: Wish) {
    this.core = core;
    this.#wish = wish;
    core.begin();
  }

  /** Says how large the stored picture is, before the core hears of it. @throws `too-large` */
  layOut(stored: Stored): void {
    if (stored.width === 0 || stored.height === 0) throw unreadable("a picture without pixels");
    if (stored.width * stored.height > MOST_PIXELS) throw tooLarge("more than 100 megapixels");
    const { horizontal, vertical } = asStored(layOut(upright(stored), this.#wish), stored);
    const place = placement(stored.orientation, horizontal.count, vertical.count);
    if (Math.max(place.width, place.height) > LONGEST_SIDE)
      throw tooLarge(`a result of more than ${LONGEST_SIDE} pixels a side`);
    this.#pixels = this.core.setTarget(
      ...([horizontal.count, vertical.count] as const),
      ...([horizontal.start, horizontal.step, vertical.start, vertical.step] as const),
      ...([place.first, place.columnStep, place.rowStep] as const),
    );
    if (this.#pixels === 0) throw tooLarge("the result does not fit into memory");
    this.#place = place;
  }

  /** The picture, once its reader has come to its end. */
  finish(): Pixels {
    if (!this.#place) throw unreadable("no picture in the file");
    if (!this.core.isComplete()) throw unreadable("a part of the picture is missing");
    const { width, height } = this.#place;
    const data = bytesAt(this.core, this.#pixels, width * height * 4);
    if (this.colours) convertToSrgb(data, this.colours);
    return { width, height, data, opaque: this.core.isOpaque() !== 0 };
  }
}
