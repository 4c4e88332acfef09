import * as z from "zod";
import { decodeCursor, encodeCursor, pageOf, pageQuery } from "../../http/cursor.ts";
import { json, jsonBody, type Route, raw, reply, route } from "../../http/route.ts";
import { vendorDisabled, vendorMisconfigured } from "../../kit/vendor-problem.ts";
import { databaseGuardFailed } from "../../platform/database/problems.ts";
import { fileNotFound } from "../files/problems.ts";
import { MOST_BODY } from "./batches/audience-input.ts";
import { newBatch } from "./batches/new-batch.ts";
import { streamProgress } from "./batches/progress.ts";
import { batch, recipientState, resendInput } from "./batches/schema.ts";
import type { BatchService } from "./batches/service.ts";
import { attachmentsTooLarge, audienceUnusable, batchNotFound, batchOver } from "./problems.ts";
import { emailState } from "./schema.ts";

const common = { room: "email", caller: "email:send", cache: "no-store", headers: "api" } as const;
const params = z.object({ id: z.uuid() });
const one = { 200: json(batch, "The batch.") } as const;

/** `/api/email/batches`; `defer` keeps the event alive while somebody listens. */
export function batchRoutes(batches: BatchService, defer: (task: Promise<unknown>) => void): Route[] {
  /** A change of what becomes of a batch. */
  const change = (verb: string, summary: string, make: (id: string) => ReturnType<BatchService["get"]>) =>
    route(
      {
        ...common,
        method: "post",
        path: `/api/email/batches/{id}/${verb}`,
        operation: `${verb}EmailBatch`,
        summary,
        limit: "writes",
        params,
        answers: one,
        problems: [batchNotFound, batchOver, databaseGuardFailed],
      },
      async ({ params: { id } }) => reply(200, await make(id)),
    );

  return [
    route(
      {
        ...common,
        method: "post",
        path: "/api/email/batches",
        operation: "sendEmailBatch",
        summary: "Send an e-mail to many, none of whom sees another",
        limit: "writes",
        body: jsonBody(newBatch, MOST_BODY),
        idempotency: "replay",
        answers: { 202: json(batch, "It is recorded; its recipients follow.") },
        problems: [...sendingProblems, vendorMisconfigured, vendorDisabled],
      },
      async ({ body, call }) =>
        reply(202, await batches.createBatch(body, { caller: call.caller, id: call.idOfMade })),
    ),
    route(
      {
        ...common,
        method: "get",
        path: "/api/email/batches",
        operation: "listEmailBatches",
        summary: "Batches, newest first",
        limit: "reads",
        query: pageQuery,
        answers: { 200: json(pageOf(batch), "A page of batches.") },
      },
      async ({ query: { limit, cursor } }) => {
        const after = decodeCursor(cursor, z.tuple([z.string()]));
        const items = await batches.list(Math.min(limit, MOST), after?.[0] ?? null);
        const last = items.length === Math.min(limit, MOST) ? items.at(-1) : undefined;
        return reply(200, { items, nextCursor: last ? encodeCursor([last.id]) : null });
      },
    ),
    route(
      {
        ...common,
        method: "get",
        path: "/api/email/batches/{id}",
        operation: "getEmailBatch",
        summary: "How far a batch got",
        limit: "reads",
        params,
        answers: one,
        problems: [batchNotFound],
      },
      async ({ params: { id } }) => reply(200, await batches.get(id)),
    ),
    route(
      {
        ...common,
        method: "get",
        path: "/api/email/batches/{id}/progress",
        operation: "watchEmailBatch",
        summary: "How a batch gets on, as Server-Sent Events",
        limit: "reads",
        params,
        answers: { 200: raw("A `progress` event with the batch whenever it changed.", "text/event-stream") },
        problems: [batchNotFound],
      },
      async ({ params: { id } }) => {
        await batches.get(id);
        const { body, done } = streamProgress(() => batches.get(id));
        defer(done);
        return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
      },
    ),
    route(
      {
        ...common,
        caller: "admin",
        method: "get",
        path: "/api/email/batches/{id}/recipients",
        operation: "listEmailBatchRecipients",
        summary: "To whom a batch goes and how far each e-mail got, in the order of sending",
        limit: "reads",
        params,
        query: z.object({ state: emailState.optional(), ...pageQuery.shape }),
        answers: { 200: json(pageOf(recipientState), "A page of recipients.") },
        problems: [batchNotFound],
      },
      async ({ params: { id }, query: { limit, cursor, state } }) => {
        const after = decodeCursor(cursor, z.tuple([z.string()]));
        const items = await batches.recipients(id, state ?? null, limit, after?.[0] ?? null);
        const last = items.length === limit ? items.at(-1) : undefined;
        return reply(200, { items, nextCursor: last ? encodeCursor([last.id]) : null });
      },
    ),
    change("pause", "Stop a batch for a while", batches.pause),
    change("resume", "Let a batch go on", batches.resume),
    change("cancel", "Call back what no vendor has yet", batches.cancel),
    route(
      {
        ...common,
        method: "post",
        path: "/api/email/batches/{id}/resend",
        operation: "resendEmailBatch",
        summary: "Send a batch once more to those whom it did not reach",
        limit: "writes",
        params,
        body: jsonBody(resendInput),
        answers: one,
        problems: [batchNotFound, batchOver, databaseGuardFailed],
      },
      async ({ params: { id }, body }) => reply(200, await batches.resend(id, body.states)),
    ),
  ];
}

/** Batches a page: each is counted. */
const MOST = 20;

const sendingProblems = [audienceUnusable, attachmentsTooLarge, fileNotFound];
