import type { Caller } from "../../kit/caller.ts";
import type { PicturePreview } from "../../kit/picture-preview.ts";
import type { World } from "../../kit/world.ts";
import type { FilesService } from "../files/service.ts";
import type { ImageDriver, OutputType, PictureSource, PictureType } from "./driver.ts";
import type { Size } from "./engine/geometry.ts";
import { OneOfAKind } from "./one-of-a-kind.ts";
import { type PresetName, presets } from "./presets.ts";
import { createPreviewer } from "./previews/previewer.ts";
import { imagesUnsupported } from "./problems.ts";
import type { OptimizationStore } from "./store.ts";
import { bestNamed, endings, type NamedType, namedTypes, universalType } from "./types.ts";

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
    | "previewOf"
    | "keepPreview"
    | "withPreview"
    | "openFile"
    | "openPublic"
    | "openRendition"
    | "keepRendition"
  >;
  world: World;
}

type Open = () => Promise<ReadableStream<Uint8Array>>;

/** Pictures in the sizes of the presets, each made once in each type and kept. */
export function createImagesService({ driver, store, files, world }: ImagesParts) {
  const makePreview = createPreviewer(driver);
  const underWay = new OneOfAKind(() => world.now());

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

  const previewName = ({ id }: FileRow) => `${id}/preview`;

  /** The row with its preview, which is made if there is none yet. */
  async function previewed(row: FileRow, open: Open): Promise<FileRow> {
    if (row.preview !== null) return row;
    return underWay.run(previewName(row), () => previewOnce(row, open));
  }

  /** In the turn: the row was read before it, and somebody may have made the preview since. */
  async function previewOnce(row: FileRow, open: Open): Promise<FileRow> {
    const now = await files.withPreview(row);
    if (now.preview !== null) return now;
    return files.keepPreview(now, await makePreview(sourceOf(now, await open())));
  }

  async function render(found: FileRow, { preset, named }: Wanted, open: Open): Promise<RenderedImage> {
    requireReadable(found);
    const best = bestNamed(driver.writes, named);
    // Whether anything shows through, a JPEG says by itself and of others the preview knows.
    const row = best || found.type === "image/jpeg" ? found : await previewed(found, open);
    const type = best ?? universalType(driver.writes, files.previewOf(row)?.opaque ?? true);
    const name = `${stemOf(row, preset)}.${endings[type]}`;
    const usual = type === bestNamed(driver.writes, namedTypes);
    const image = { etag: `${row.etag}-${name}`, usual };
    const openKept = async () => {
      const kept = await files.openRendition(row, name);
      return kept && { ...image, body: kept.body, size: kept.size, type: kept.type };
    };
    const make = async () => ({ ...image, ...(await makeRendition(row, { preset, type, name }, open)) });
    return (
      (await openKept()) ??
      underWay.run(`${row.id}/${name}`, async (waited) => (waited && (await openKept())) || make())
    );
  }

  /** Makes, keeps and records it. */
  async function makeRendition(
    row: FileRow,
    { preset, type, name }: { preset: PresetName; type: OutputType; name: string },
    open: Open,
  ): Promise<Pick<RenderedImage, "body" | "size" | "type">> {
    const focus = focusOf(row, preset);
    const picture = await driver.render(sourceOf(row, await open()), {
      ...presets[preset],
      ...(focus && { focus }),
      type,
    });
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
    if (row.preview === null) world.defer(tryPreview(row, open));
    return { body: picture.body, size: picture.body.byteLength, type: picture.type };
  }

  async function tryPreview(row: FileRow, open: Open): Promise<void> {
    // Whoever has waited need not: it is there, or its failure has been told.
    const task = async (waited: boolean) => (waited ? row : previewOnce(row, open));
    await underWay.run(previewName(row), task).catch((cause: unknown) => {
      // The next rendition tries again.
      world.log.warn("images.no-preview", { file: row.id, cause });
    });
  }

  return {
    /** The picture at a public address in a preset's size. @throws `files-not-found`, and what the driver refuses. */
    async renderPublic(key: string, wanted: Wanted): Promise<RenderedImage> {
      const row = await files.findPublic(key);
      return render(row, wanted, async () => (await files.openPublic(row)).body);
    },

    /** What stands in for the picture at a public address. @throws as `renderPublic` */
    async previewPublic(key: string): Promise<PicturePreview & Size> {
      const found = await files.findPublic(key);
      requireReadable(found);
      const row = await previewed(found, async () => (await files.openPublic(found)).body);
      return { width: row.width!, height: row.height!, ...files.previewOf(row)! };
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

/** @throws `images-unsupported` */
function requireReadable({ type }: FileRow): void {
  if (!readable.includes(type)) throw imagesUnsupported();
}

function sourceOf({ type, size }: FileRow, body: ReadableStream<Uint8Array>): PictureSource {
  return { type: type as PictureType, size, body };
}

export type ImagesService = ReturnType<typeof createImagesService>;

/** The public addresses of a file's pictures. */
export function imagePaths(key: string): string[] {
  return Object.keys(presets).map((preset) => `/images/${preset}/${key}`);
}
