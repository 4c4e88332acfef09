import type { Caller } from "../../kit/caller.ts";
import type { World } from "../../kit/world.ts";
import type { FilesService } from "../files/service.ts";
import type { ImageDriver, PictureType } from "./driver.ts";
import { type PresetName, presets } from "./presets.ts";
import { imagesUnsupported } from "./problems.ts";
import type { OptimizationStore } from "./store.ts";
import { chooseType, endings, type NamedType, namedTypes } from "./types.ts";

type FileRow = Awaited<ReturnType<FilesService["findPublic"]>>;

/** A picture as it goes out. */
export interface RenderedImage {
  body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>;
  size: number;
  etag: string;
  type: string;
  /** Whether it is of the type that most browsers get: of each picture, the edge keeps one. */
  usual: boolean;
}

/** What is wanted of a picture. */
export interface Wanted {
  preset: PresetName;
  /** Of the types that have to be named, those that the client names. */
  named: readonly NamedType[];
}

const readable: readonly string[] = [
  "image/jpeg",
  "image/png",
  "image/webp",
  "image/gif",
] satisfies PictureType[];

export interface ImagesParts {
  driver: ImageDriver;
  store: OptimizationStore;
  files: Pick<
    FilesService,
    | "findPublic"
    | "getAvailableFile"
    | "findIfPublic"
    | "focusOf"
    | "openFile"
    | "openPublic"
    | "openRendition"
    | "keepRendition"
  >;
  world: World;
}

/** Pictures in the sizes of the presets, each made once in each type and kept. */
export function createImagesService({ driver, store, files, world }: ImagesParts) {
  const focusOf = (row: FileRow, preset: PresetName) =>
    presets[preset].fit === "cover" ? files.focusOf(row) : null;

  /**
   * Tells a picture's renditions apart, but for their types. It says all that they are made by, so that none is ever out
   * of date: those around an earlier focus lie there unused until their file goes.
   */
  function stemOf(row: FileRow, preset: PresetName): string {
    const focus = focusOf(row, preset);
    return focus ? `${preset}-${focus.x}-${focus.y}` : preset;
  }

  async function render(
    row: FileRow,
    { preset, named }: Wanted,
    open: () => Promise<ReadableStream<Uint8Array>>,
  ): Promise<RenderedImage> {
    const type = chooseType(driver.writes, named, row.type === "image/jpeg");
    const name = `${stemOf(row, preset)}.${endings[type]}`;
    const usual = type === namedTypes.find((one) => driver.writes.includes(one));
    const image = { etag: `${row.etag}-${name}`, usual };
    const kept = await files.openRendition(row, name);
    if (kept) return { ...image, body: kept.body, size: kept.size, type: kept.type };
    if (!readable.includes(row.type)) throw imagesUnsupported();
    const source = { type: row.type as PictureType, size: row.size, body: await open() };
    const focus = focusOf(row, preset);
    const picture = await driver.render(source, { ...presets[preset], ...(focus && { focus }), type });
    await files.keepRendition(row, name, picture.body, picture.type);
    await store.record({
      id: world.newId(),
      file_id: row.id,
      preset,
      driver: driver.name,
      from_type: row.type,
      to_type: picture.type,
      bytes_before: row.size,
      bytes_after: picture.body.byteLength,
      width: picture.width,
      height: picture.height,
      created_at: world.now(),
    });
    return { ...image, body: picture.body, size: picture.body.byteLength, type: picture.type };
  }

  return {
    /** The picture at a public address in a preset's size. @throws `files-not-found`, and what the driver refuses. */
    async renderPublic(key: string, wanted: Wanted): Promise<RenderedImage> {
      const row = await files.findPublic(key);
      return render(row, wanted, async () => (await files.openPublic(row)).body);
    },

    /** The thumbnail of any file that the caller may see. @throws `files-not-found`, and what the driver refuses. */
    async renderThumbnail(caller: Caller, id: string, named: readonly NamedType[]): Promise<RenderedImage> {
      const row = await files.getAvailableFile(caller, id);
      return render(
        row,
        { preset: "thumb", named },
        async () => (await files.openFile(caller, id)).object.body,
      );
    },

    /** Whether a public address still shows that image: asked once more after it went into the cache. */
    async isStillShown(key: string, preset: PresetName, { etag }: RenderedImage): Promise<boolean> {
      const row = await files.findIfPublic(key);
      return row !== undefined && etag.startsWith(`${row.etag}-${stemOf(row, preset)}.`);
    },
  };
}

export type ImagesService = ReturnType<typeof createImagesService>;

/** The public addresses of a file's pictures. */
export function imagePaths(key: string): string[] {
  return Object.keys(presets).map((preset) => `/images/${preset}/${key}`);
}
