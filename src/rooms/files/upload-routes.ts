import * as z from "zod";
import type { Call } from "../../http/call.ts";
import { lengthRequired } from "../../http/problems.ts";
import { json, jsonBody, type Route, reply, route } from "../../http/route.ts";
import { wrongLength } from "../../kit/exact-length.ts";
import { createFormGate, readDirectUpload } from "./direct-upload.ts";
import {
  changedMeanwhile,
  contentRefused,
  fileNotFound,
  mayNotWrite,
  notArrived,
  quotaExceeded,
  tooBusy,
  tooLarge,
  typeNotAllowed,
  uploadExpired,
  uploadMismatch,
} from "./problems.ts";
import {
  directUploadQuery,
  file as fileSchema,
  newUpload,
  partsGiven,
  partsWanted,
  upload,
} from "./schema.ts";
import type { FilesService } from "./service.ts";
import { SINGLE_PUT } from "./upload-plan.ts";
import type { Uploader } from "./uploads.ts";
import { createFileView } from "./view.ts";

const common = {
  room: "files",
  // Who may add is the collection's own rule: to consultations, anyone.
  caller: "anyone",
  limit: "writes",
  cache: "no-store",
  headers: "api",
} as const;
const byId = z.object({ id: z.uuid() });
const announced = [mayNotWrite, tooLarge, typeNotAllowed, quotaExceeded, fileNotFound];
const checked = [uploadMismatch, contentRefused, changedMeanwhile];
/** What a form adds around the file: boundaries and part headers. Bytes. */
const FORM_OVERHEAD = 64 * 1024;

/** The doors by which files come in: signed URLs for browsers, and through the Worker for programs. */
export function uploadRoutes(files: FilesService, now: () => number): Route[] {
  const forms = createFormGate(now);
  const view = createFileView(files);
  return [
    route(
      {
        ...common,
        method: "post",
        path: "/api/files/uploads",
        operation: "beginUpload",
        summary: "Announce a file and get signed URLs to PUT it to; over 16 MiB in parts",
        body: jsonBody(newUpload),
        idempotency: "afresh",
        answers: { 201: json(upload, "Where to put the bytes.") },
        problems: announced,
      },
      async ({ body, call }) => {
        const who = uploaderOf(call);
        const begun =
          call.made === null ? await files.beginUpload(who, body) : await files.seeUpload(who, call.made);
        return reply(201, begun, { made: begun.id });
      },
    ),
    route(
      {
        ...common,
        method: "post",
        path: "/api/files/uploads/{id}/parts",
        operation: "signParts",
        summary: "Sign parts again, and see which have arrived: this is how an upload resumes",
        params: byId,
        body: jsonBody(partsWanted),
        answers: { 200: json(partsGiven, "Signed parts, and parts that need not be sent again.") },
        problems: [fileNotFound, uploadExpired],
      },
      async ({ params, body, call }) =>
        reply(200, await files.giveParts(uploaderOf(call), params.id, body.partNumbers)),
    ),
    route(
      {
        ...common,
        method: "post",
        path: "/api/files/uploads/{id}/complete",
        operation: "completeUpload",
        summary: "Have the bytes checked and made a file; harmless to repeat",
        params: byId,
        answers: { 200: json(fileSchema, "The file.") },
        problems: [fileNotFound, notArrived, uploadExpired, ...checked],
      },
      async ({ params, call }) =>
        reply(200, view(await files.completeUpload(uploaderOf(call), params.id), call)),
    ),
    route(
      {
        ...common,
        method: "post",
        path: "/api/files",
        operation: "uploadFile",
        summary: "Send a file of up to 16 MiB through the Worker, as the body itself or as a form",
        query: directUploadQuery,
        body: {
          kind: "raw",
          limit: SINGLE_PUT + FORM_OVERHEAD,
          types: {
            "application/octet-stream": {
              description: "The bytes themselves; `collection` and `filename` in the query.",
            },
            "multipart/form-data": {
              description: "Fields `collection` and `file`.",
              form: z.object({ collection: z.string(), file: z.string().meta({ format: "binary" }) }),
            },
          },
        },
        idempotency: "replay",
        answers: { 201: json(fileSchema, "The file.") },
        problems: [...announced, ...checked, lengthRequired, wrongLength, tooBusy],
      },
      async ({ query, call }) => {
        const { input, body, release } = await readDirectUpload(call, query, forms);
        try {
          return reply(201, view(await files.uploadFile(uploaderOf(call), input, body), call));
        } finally {
          release();
        }
      },
    ),
  ];
}

function uploaderOf(call: Call): Uploader {
  return { caller: call.caller, address: call.address, origin: call.url.origin };
}
