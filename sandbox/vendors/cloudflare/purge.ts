import * as z from "zod";

/** What is purged by, and how many of them a request may name. */
export const methods = ["files", "tags", "hosts", "prefixes"] as const;

export type Method = (typeof methods)[number] | "purge_everything";

const mostItems = 100;
const url = z.url({ protocol: /^https?$/ });

const schemas = {
  files: z.array(z.union([url, z.object({ url, headers: z.record(z.string(), z.string()).optional() })])),
  tags: z.array(z.string().min(1).max(1024)),
  hosts: z.array(z.string().min(1)),
  // Without a scheme: `www.example.org/posts`.
  prefixes: z.array(z.string().regex(/^(?!\w+:\/\/)\S+$/)),
};

interface Fault {
  code: number;
  message: string;
}

type Read = { fault: Fault } | { method: Method; items: string[]; body: Record<string, unknown> };

export const nothingNamed: Fault = {
  code: 1012,
  message: 'Request must contain one of "purge_everything", "files", "tags", "hosts" or "prefixes"',
};

/** The body of a purge. Codes 1012 and 1014 are Cloudflare's; for what is written wrongly inside a list it has several. */
export function readPurge(text: string): Read {
  const body = readObject(text);
  if (!body) return { fault: { code: 6007, message: "Malformed JSON in request body" } };
  const named = methods.filter((method) => body[method] !== undefined);
  if (body.purge_everything === true && named.length === 0)
    return { method: "purge_everything", items: [], body };
  const [method] = named;
  return method && named.length === 1 && body.purge_everything === undefined
    ? readItems(method, body)
    : { fault: nothingNamed };
}

function readItems(method: (typeof methods)[number], body: Record<string, unknown>): Read {
  const list = body[method];
  if (!Array.isArray(list)) return { fault: { code: 1014, message: `"${method}" must be an array` } };
  if (list.length === 0 || list.length > mostItems)
    return { fault: { code: 1094, message: `"${method}" must hold 1 to ${mostItems} items` } };
  const items = schemas[method].safeParse(list);
  return items.success
    ? { method, items: items.data.map((item) => (typeof item === "string" ? item : item.url)), body }
    : { fault: { code: 1016, message: `"${method}" holds an item that cannot be purged` } };
}

function readObject(text: string): Record<string, unknown> | null {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    return null;
  }
}
