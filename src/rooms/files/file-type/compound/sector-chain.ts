import { Refusal } from "../detected.ts";

/** Sector numbers from here on are marks: free, end of chain, part of the FAT itself ([MS-CFB] 2.1). */
export const FIRST_MARK = 0xfffffffa;
export const END_OF_CHAIN = 0xfffffffe;
/** 8 MiB of sectors of 512 bytes. A circle ends here at the latest. */
const LONGEST = 16_384;

/** A chain of sectors, followed only as far as it is asked for and remembered. */
export class SectorChain {
  readonly #sectors: number[] = [];
  readonly #follow: (sector: number) => Promise<number>;
  #next: number;

  constructor(start: number, follow: (sector: number) => Promise<number>) {
    this.#next = start;
    this.#follow = follow;
  }

  /** The sector at a place in the chain; null behind its end. */
  async at(index: number): Promise<number | null> {
    if (index >= LONGEST) throw new Refusal("too-complex");
    while (this.#sectors.length <= index) {
      if (this.#next === END_OF_CHAIN) return null;
      if (this.#next >= FIRST_MARK) throw new Refusal("malformed");
      this.#sectors.push(this.#next);
      this.#next = await this.#follow(this.#next);
    }
    return this.#sectors[index]!;
  }
}
