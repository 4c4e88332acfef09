import * as z from "zod";
import { picturePreview } from "../../kit/picture-preview.ts";
import { collectionNames } from "./collections.ts";

export const collectionName = z
  .enum(collectionNames)
  .meta({ id: "CollectionName", description: "See GET /api/files/collections." });
const bytes = z.number().int().nonnegative();
const part = z.number().min(0).max(1).describe("Kept to a thousandth.");

export const focus = z.object({ x: part, y: part }).meta({
  id: "Focus",
  description: "A point of the upright picture, from 0, its left or upper edge, to 1.",
});
export type Focus = z.output<typeof focus>;
const time = z.number().int().describe("Epoch milliseconds.");

export const collectionView = z
  .object({
    name: collectionName,
    title: z.object({ ko: z.string(), en: z.string() }),
    visibility: z.enum(["public", "private"]),
    write: z.enum(["anyone", "files:write", "admin"]),
    read: z.enum(["files:read", "admin"]),
    maxSize: bytes.describe("Bytes a file."),
    types: z.array(z.string()).describe("Media types, as the bytes tell them; empty means any."),
    cacheControl: z.string(),
    storageClass: z.enum(["standard", "infrequent-access"]),
    dailyQuota: z.object({ address: bytes, all: bytes }).optional(),
  })
  .meta({ id: "Collection" });

export const file = z
  .object({
    id: z.string(),
    key: z.string().describe("Where it stands in the bucket, and its address below /files/ if it is public."),
    collection: collectionName,
    name: z.string().describe("As the person named it, in NFC."),
    type: z.string().describe("As the bytes tell it."),
    size: bytes,
    sha256: z.string().nullable(),
    width: z.number().int().nullable(),
    height: z.number().int().nullable(),
    preview: picturePreview.nullable().describe("Null until a first rendition was made of a picture."),
    focus: focus.nullable().describe("What crops keep in their middle; null for the picture's own middle."),
    createdAt: time,
    hidden: z.boolean(),
    deletedAt: time.nullable().describe("Restorable for 30 days from then on."),
    url: z.string().nullable().describe("The public address; null for what is private, hidden or deleted."),
  })
  .meta({ id: "File" });
export type FileView = z.output<typeof file>;

const filename = z.string().min(1).max(1000).describe("The person's own name for it, in any language.");
const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe("Of the whole file, hex; checked on completion.");

export const newUpload = z.object({
  collection: collectionName,
  filename,
  size: z
    .number()
    .int()
    .min(1)
    .max(5 * 1024 ** 3)
    .describe("Bytes."),
  contentType: z
    .string()
    .regex(/^[\w.+-]{1,63}\/[\w.+-]{1,63}$/)
    .describe("What the sender takes it for. What it really is, the bytes tell on completion."),
  sha256: sha256.optional(),
  replaces: z.uuid().optional().describe("A file of the same collection whose place this one takes."),
});
export type NewUpload = z.output<typeof newUpload>;

export const signedPart = z
  .object({
    partNumber: z.number().int().min(1),
    offset: bytes.describe("Where the part begins in the file."),
    size: bytes,
    method: z.literal("PUT"),
    url: z.string(),
    headers: z
      .record(z.string(), z.string())
      .describe("To be sent exactly so; browsers set Content-Length themselves."),
    expiresAt: time,
  })
  .meta({ id: "SignedPart" });
export type SignedPart = z.output<typeof signedPart>;

export const upload = z
  .object({
    id: z.string(),
    state: z.enum(["waiting", "done", "refused"]),
    expiresAt: time.describe("Until then it has to be completed."),
    partSize: bytes.describe("Bytes of every part but the last."),
    partCount: z.number().int().min(1),
    parts: z.array(signedPart).describe("The first hundred; the others by /parts."),
  })
  .meta({ id: "Upload" });
export type UploadView = z.output<typeof upload>;

export const partsWanted = z.object({
  partNumbers: z
    .array(z.number().int().min(1).max(10_000))
    .max(100)
    .describe("Which parts to sign; none to ask only what has arrived."),
});

export const partsGiven = z.object({
  parts: z.array(signedPart),
  arrived: z
    .array(z.object({ partNumber: z.number().int(), size: bytes }))
    .describe("Parts that need not be sent again."),
});
export type PartsGiven = z.output<typeof partsGiven>;

export const fileChanges = z
  .object({
    name: filename.optional(),
    hidden: z.boolean().optional().describe("Hidden files answer 404 at their public address."),
  })
  .refine((changes) => Object.keys(changes).length > 0, { message: "Nothing to change." });
export type FileChanges = z.output<typeof fileChanges>;

export const directUploadQuery = z.object({
  collection: collectionName.optional(),
  filename: filename.optional(),
  replaces: z.uuid().optional(),
});

export const downloadUrl = z.object({ url: z.string(), expiresAt: time });
