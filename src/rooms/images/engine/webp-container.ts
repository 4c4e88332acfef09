import type { ByteReader } from "./byte-reader.ts";
import { type ColourProfile, readProfile } from "./colour-profile.ts";
import { bytesAt, type Core } from "./core.ts";
import { readOrientation } from "./exif.ts";
import type { Size } from "./geometry.ts";
import type { Orientation } from "./orientation.ts";
import { tooLarge, unreadable, unsupported } from "./picture-error.ts";

const CHUNK_HEADER = 8;
/** Of the compressed picture and its alpha, which are held. 100 megapixels take 11 MB, or 12 without loss 23 MB. */
const MOST_HELD = 40 << 20;
/** Frames of an animation among them, behind which its orientation may be. */
const MOST_CHUNKS = 100_000;
const LARGEST_METADATA = 1 << 20;
const HAS_EXIF = 0x08;

/** Bytes in the core's memory. */
export interface Held {
  at: number;
  size: number;
}

/** What a WebP file holds of its picture: that of its first frame, when it moves. */
export interface WebpParts {
  picture: Held;
  lossless: boolean;
  alpha: Held | null;
  colours: ColourProfile | null;
  orientation: Orientation;
}

/**
 * Takes a WebP file apart (RFC 9649, section 2). The compressed picture goes into the core's memory as a whole: its
 * partitions are read side by side, and the orientation comes after it.
 */
export async function readContainer(bytes: ByteReader, core: Core): Promise<WebpParts> {
  return new Container(bytes, core).read();
}

class Container {
  readonly #bytes: ByteReader;
  readonly #core: Core;
  #chunks = 0;
  #held = 0;
  #canvas: Size | null = null;
  #announcesExif = false;
  #picture: Held | null = null;
  #lossless = false;
  #alpha: Held | null = null;
  #profile: Uint8Array | null = null;
  #exif: Uint8Array | null = null;

  constructor(bytes: ByteReader, core: Core) {
    this.#bytes = bytes;
    this.#core = core;
  }

  async read(): Promise<WebpParts> {
    const header = view(await this.#bytes.read(12));
    if (name(header, 0) !== "RIFF" || name(header, 8) !== "WEBP") throw unreadable("no WebP");
    const end = header.getUint32(4, true) + CHUNK_HEADER;
    while (!this.#isComplete() && this.#bytes.taken + CHUNK_HEADER <= end) await this.#readChunk();
    if (!this.#picture) throw unreadable("no picture in the file");
    return {
      picture: this.#picture,
      lossless: this.#lossless,
      alpha: this.#alpha,
      colours: this.#profile && readProfile(this.#profile),
      orientation: this.#exif ? orientationIn(this.#exif) : 1,
    };
  }

  #isComplete(): boolean {
    return this.#picture !== null && !this.#announcesExif;
  }

  async #readChunk(): Promise<void> {
    if (++this.#chunks > MOST_CHUNKS) throw unreadable(`more than ${MOST_CHUNKS} chunks`);
    const header = view(await this.#bytes.read(CHUNK_HEADER));
    const size = header.getUint32(4, true);
    const start = this.#bytes.taken;
    // A frame of an animation has chunks of its own inside; only the first is looked into.
    if (name(header, 0) === "ANMF" && !this.#picture) return this.#enterFrame();
    await this.#take(name(header, 0), size);
    if (this.#isComplete()) return;
    await this.#bytes.skip(start + size + (size & 1) - this.#bytes.taken);
  }

  /** Of metadata the first chunk of a kind counts (RFC 9649, section 2.7). */
  async #take(chunk: string, size: number): Promise<void> {
    if (chunk === "VP8X") this.#takeFeatures(view(await this.#bytes.read(10)));
    else if (chunk === "ICCP" && size <= LARGEST_METADATA) this.#profile ??= await this.#bytes.read(size);
    else if (chunk === "EXIF" && size <= LARGEST_METADATA) {
      this.#exif ??= await this.#bytes.read(size);
      this.#announcesExif = false;
    } else if (this.#picture) return;
    else if (chunk === "ALPH") this.#alpha = await this.#hold(size);
    else if (chunk === "VP8 " || chunk === "VP8L") {
      this.#picture = await this.#hold(size);
      this.#lossless = chunk === "VP8L";
    }
  }

  #takeFeatures(features: DataView): void {
    this.#announcesExif = (features.getUint8(0) & HAS_EXIF) !== 0;
    this.#canvas = { width: uint24(features, 4) + 1, height: uint24(features, 7) + 1 };
  }

  /** RFC 9649, section 2.7.1.1: its place on the canvas and its size, then how it moves. */
  async #enterFrame(): Promise<void> {
    const frame = view(await this.#bytes.read(16));
    const fills =
      uint24(frame, 0) === 0 &&
      uint24(frame, 3) === 0 &&
      uint24(frame, 6) + 1 === this.#canvas?.width &&
      uint24(frame, 9) + 1 === this.#canvas.height;
    if (!fills) throw unsupported("an animation whose first picture does not fill it");
  }

  async #hold(size: number): Promise<Held> {
    this.#held += size;
    if (this.#held > MOST_HELD) throw tooLarge("more than 40 MiB of WebP");
    const at = this.#core.reserve(size);
    if (at === 0) throw tooLarge("more memory than an instance has");
    for (let filled = 0; filled < size; ) {
      const piece = await this.#bytes.next(size - filled);
      if (!piece) throw unreadable("the file ends early");
      bytesAt(this.#core, at + filled, piece.length).set(piece);
      filled += piece.length;
    }
    return { at, size };
  }
}

function orientationIn(exif: Uint8Array): Orientation {
  // Some writers repeat how a JPEG segment begins.
  const starts = String.fromCharCode(...exif.subarray(0, 6)) === "Exif\0\0";
  return readOrientation(starts ? exif.subarray(6) : exif);
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function name(header: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => header.getUint8(at + i)));
}

function uint24(bytes: DataView, at: number): number {
  return bytes.getUint16(at, true) | (bytes.getUint8(at + 2) << 16);
}
