import { Refusal } from "../detected.ts";
import type { FileBytes } from "../file-bytes.ts";
import { CompoundSectors } from "./sectors.ts";

const ENTRY = 128;
const MOST_ENTRIES = 4096;
const NOBODY = 0xffffffff;
const STORAGE = 1;
const STREAM = 2;
const utf16 = new TextDecoder("utf-16le");

interface DirectoryEntry {
  name: string;
  type: number;
  left: number;
  right: number;
  child: number;
  start: number;
  size: number;
}

/** An OLE2 compound file ([MS-CFB]): storages and streams in one file, as HWP 5 and the old Office formats use it. */
export class CompoundFile {
  readonly #sectors: CompoundSectors;
  readonly #entries: ReadonlyMap<string, DirectoryEntry>;

  private constructor(sectors: CompoundSectors, entries: ReadonlyMap<string, DirectoryEntry>) {
    this.#sectors = sectors;
    this.#entries = entries;
  }

  /** Reads the header and the directory. */
  static async open(file: FileBytes): Promise<CompoundFile> {
    const sectors = await CompoundSectors.open(file);
    const entries = await readDirectory(sectors);
    const root = entries[0];
    if (root?.type !== 5) throw new Refusal("malformed");
    sectors.useMiniStream(root.start, root.size);
    return new CompoundFile(sectors, nameEntries(entries, root.child));
  }

  /** All storages and streams by their path from the root, such as `BodyText/Section0`. */
  get paths(): Iterable<string> {
    return this.#entries.keys();
  }

  hasStorage(path: string): boolean {
    return this.#entries.get(path)?.type === STORAGE;
  }

  hasStream(path: string): boolean {
    return this.#entries.get(path)?.type === STREAM;
  }

  /** The first bytes of a stream, up to `length`; none when there is no such stream. */
  async readStream(path: string, length: number): Promise<Uint8Array> {
    const entry = this.#entries.get(path);
    if (entry?.type !== STREAM) return new Uint8Array(0);
    return this.#sectors.readStream(entry.start, entry.size, length);
  }
}

async function readDirectory(sectors: CompoundSectors): Promise<DirectoryEntry[]> {
  const entries: DirectoryEntry[] = [];
  for (let index = 0; index < MOST_ENTRIES; index++) {
    const view = await sectors.directoryEntry(index, ENTRY);
    if (!view) return entries;
    entries.push(parseEntry(view, sectors.isVersion3));
  }
  throw new Refusal("too-complex");
}

function parseEntry(view: DataView, isVersion3: boolean): DirectoryEntry {
  const nameLength = Math.min(Math.max(view.getUint16(64, true) - 2, 0), 62);
  return {
    name: utf16.decode(new Uint8Array(view.buffer, view.byteOffset, nameLength)),
    type: view.getUint8(66),
    left: view.getUint32(68, true),
    right: view.getUint32(72, true),
    child: view.getUint32(76, true),
    start: view.getUint32(116, true),
    // Version 3 leaves the upper half undefined ([MS-CFB] 2.6.1).
    size: isVersion3 ? view.getUint32(120, true) : Number(view.getBigUint64(120, true)),
  };
}

/** Walks over the tree of siblings in each storage. An entry that is met twice is a circle. */
function nameEntries(entries: DirectoryEntry[], root: number): Map<string, DirectoryEntry> {
  const named = new Map<string, DirectoryEntry>();
  const met = new Set<number>();
  const waiting = [{ index: root, folder: "" }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next.index === NOBODY) continue;
    const entry = entries[next.index];
    if (!entry || met.has(next.index)) throw new Refusal("malformed");
    met.add(next.index);
    const path = next.folder + entry.name;
    named.set(path, entry);
    waiting.push({ index: entry.left, folder: next.folder }, { index: entry.right, folder: next.folder });
    if (entry.type === STORAGE) waiting.push({ index: entry.child, folder: `${path}/` });
  }
  return named;
}
