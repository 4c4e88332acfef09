import { Refusal } from "../detected.ts";
import type { FileBytes } from "../file-bytes.ts";
import { END_OF_CHAIN, FIRST_MARK, SectorChain } from "./sector-chain.ts";

const IN_HEADER = 109;
const MINI_SHIFT = 6;

interface Header {
  shift: number;
  directory: number;
  miniCutoff: number;
  miniFat: number;
  difat: number;
  /** Where the FAT's own first 109 sectors are. */
  fat: number[];
}

/** The sectors of a compound file and the chains in which they are linked ([MS-CFB] 2.1 to 2.5). */
export class CompoundSectors {
  readonly #file: FileBytes;
  readonly #header: Header;
  readonly #directory: SectorChain;
  readonly #miniFat: SectorChain;
  readonly #difat: SectorChain;
  #miniStream: SectorChain;
  #miniSize = 0;

  private constructor(file: FileBytes, header: Header) {
    this.#file = file;
    this.#header = header;
    this.#directory = this.#chain(header.directory);
    this.#miniFat = this.#chain(header.miniFat);
    const last = 2 ** (header.shift - 2) - 1;
    this.#difat = new SectorChain(header.difat, (sector) => this.#number(sector, last));
    this.#miniStream = this.#chain(END_OF_CHAIN);
  }

  static async open(file: FileBytes): Promise<CompoundSectors> {
    return new CompoundSectors(file, parseHeader(await file.view(0, 512)));
  }

  get isVersion3(): boolean {
    return this.#header.shift === 9;
  }

  /** The streams shorter than 4,096 bytes share one, which belongs to the root entry. */
  useMiniStream(start: number, size: number): void {
    this.#miniStream = this.#chain(start);
    this.#miniSize = size;
  }

  /** Null behind the directory's last sector. */
  async directoryEntry(index: number, length: number): Promise<DataView | null> {
    const perSector = 2 ** this.#header.shift / length;
    const sector = await this.#directory.at(Math.floor(index / perSector));
    if (sector === null) return null;
    return this.#file.view(this.#offsetOf(sector) + (index % perSector) * length, length);
  }

  /** The first bytes of the stream that starts at a sector, or at a mini sector when it is short. */
  async readStream(start: number, size: number, length: number): Promise<Uint8Array> {
    const isMini = size < this.#header.miniCutoff;
    const step = 1 << (isMini ? MINI_SHIFT : this.#header.shift);
    const chain = isMini ? new SectorChain(start, (sector) => this.#nextMini(sector)) : this.#chain(start);
    const bytes = new Uint8Array(Math.min(size, length));
    for (let done = 0; done < bytes.length; done += step) {
      const sector = await chain.at(done / step);
      if (sector === null) throw new Refusal("malformed");
      const offset = isMini ? await this.#offsetOfMini(sector) : this.#offsetOf(sector);
      bytes.set(await this.#file.at(offset, Math.min(step, bytes.length - done)), done);
    }
    return bytes;
  }

  #chain(start: number): SectorChain {
    return new SectorChain(start, (sector) => this.#next(sector));
  }

  #offsetOf(sector: number): number {
    return (sector + 1) * 2 ** this.#header.shift;
  }

  async #next(sector: number): Promise<number> {
    const perSector = 2 ** (this.#header.shift - 2);
    return this.#number(await this.#fatSector(Math.floor(sector / perSector)), sector % perSector);
  }

  /** The FAT's sectors are listed in the header, and from the 110th on in sectors that end with the next one's number. */
  async #fatSector(index: number): Promise<number> {
    if (index < IN_HEADER) return this.#header.fat[index]!;
    const perSector = 2 ** (this.#header.shift - 2) - 1;
    const list = await this.#difat.at(Math.floor((index - IN_HEADER) / perSector));
    if (list === null) throw new Refusal("malformed");
    return this.#number(list, (index - IN_HEADER) % perSector);
  }

  async #nextMini(sector: number): Promise<number> {
    const perSector = 2 ** (this.#header.shift - 2);
    const fat = await this.#miniFat.at(Math.floor(sector / perSector));
    if (fat === null) throw new Refusal("malformed");
    return this.#number(fat, sector % perSector);
  }

  async #offsetOfMini(sector: number): Promise<number> {
    const position = sector << MINI_SHIFT;
    if (position + 1 > this.#miniSize) throw new Refusal("malformed");
    const big = await this.#miniStream.at(position >>> this.#header.shift);
    if (big === null) throw new Refusal("malformed");
    return this.#offsetOf(big) + (position & (2 ** this.#header.shift - 1));
  }

  /** The `index`th number of four bytes in a sector. */
  async #number(sector: number, index: number): Promise<number> {
    if (sector >= FIRST_MARK) throw new Refusal("malformed");
    return (await this.#file.view(this.#offsetOf(sector) + index * 4, 4)).getUint32(0, true);
  }
}

function parseHeader(view: DataView): Header {
  const version = view.getUint16(26, true);
  const shift = view.getUint16(30, true);
  const sane =
    view.getUint16(28, true) === 0xfffe &&
    ((version === 3 && shift === 9) || (version === 4 && shift === 12)) &&
    view.getUint16(32, true) === MINI_SHIFT &&
    view.getUint32(56, true) === 4096;
  if (!sane) throw new Refusal("malformed");
  return {
    shift,
    directory: view.getUint32(48, true),
    miniCutoff: view.getUint32(56, true),
    miniFat: view.getUint32(60, true),
    difat: view.getUint32(68, true),
    fat: Array.from({ length: IN_HEADER }, (_, i) => view.getUint32(76 + i * 4, true)),
  };
}
