import type { Context, Next } from "hono";
import * as z from "zod";

const local = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Pages of other sites may not switch faults or read mail: not by a name of theirs that leads to this machine, and not by a
 * request across origins.
 */
export async function keepStrangersOut(c: Context, next: Next): Promise<Response | undefined> {
  const { hostname, origin } = new URL(c.req.url);
  const from = c.req.header("Origin");
  if (!local.includes(hostname) || (from !== undefined && from !== origin))
    return c.json({ error: "The sandbox answers to its own page and to programs on this machine." }, 403);
  await next();
}

/** The body of a request; null where it is no JSON, which no schema takes. */
export function json(c: Context): Promise<unknown> {
  return c.req.json().catch(() => null);
}

export function notFound(c: Context): Response {
  return c.json({ error: "There is nothing here." }, 404);
}

/** What a schema did not take is the caller's mistake. */
export function broken(error: Error, c: Context): Response {
  if (!(error instanceof z.ZodError)) throw error;
  const errors = error.issues.map(({ path, message }) => ({ field: path.join("."), message }));
  return c.json({ error: errors.map(sentence).join("; "), errors }, 400);
}

function sentence({ field, message }: { field: string; message: string }): string {
  return field ? `${field}: ${message}` : message;
}
