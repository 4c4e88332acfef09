import type { OpenDesk } from "./desk.ts";
import { type Fault, type FaultBoard, sandboxKey } from "./fault-board.ts";
import { misbehave } from "./misbehave.ts";
import type { Vendor } from "./vendor.ts";
import { vendors } from "./vendors.ts";

const every: readonly Vendor[] = Object.values(vendors);

/** What the reception needs to send a request on. */
export interface ReceptionOptions {
  faults: FaultBoard;
  openDesk: OpenDesk;
}

/** Brings each request to the vendor that its path names, unless a fault comes in between. */
export function createReception({ faults, openDesk }: ReceptionOptions) {
  return async (request: Request): Promise<Response> => {
    const { vendor, url } = addressee(request);
    if (!vendor) return nobody();
    // Read at once, because whatever happens next, the caller must not be left writing.
    const body = await request.arrayBuffer();
    const inner = copyOf(request, url, body);
    const { data: key } = sandboxKey.safeParse(vendor.keyOf(inner));
    if (key === undefined) return vendor.refusals.deny();
    const desk = openDesk({ key, vendor: vendor.name, bytes: body.byteLength });
    const work = async () => vendor.app.fetch(inner, desk);
    const fault = faults.strike(key, vendor.name);
    if (!fault) return work();
    desk.record(noteOf(fault, inner));
    return misbehave({ fault, vendor, signal: request.signal, work });
  };
}

/** `/api.sendgrid.com/v3/mail/send` → SendGrid, `https://api.sendgrid.com/v3/mail/send`. */
function addressee(request: Request): { vendor: Vendor | undefined; url: string } {
  const { pathname, search } = new URL(request.url);
  const url = `https:/${pathname}${search}`;
  const host = pathname.split("/")[1] ?? "";
  return { vendor: every.find((vendor) => vendor.hosts.includes(host)), url };
}

function copyOf(request: Request, url: string, body: ArrayBuffer): Request {
  const { method, headers } = request;
  const bodiless = method === "GET" || method === "HEAD";
  return new Request(url, { method, headers, ...(!bodiless && { body }) });
}

function nobody(): Response {
  const hosts = every.flatMap((vendor) => vendor.hosts);
  return Response.json({ error: `Nobody lives here. There are /${hosts.join("/…, /")}/….` }, { status: 404 });
}

function noteOf(fault: Fault, request: Request) {
  const { pathname } = new URL(request.url);
  const { calls, ms, seconds } = fault;
  const raw = { fault: fault.fault, calls, ms, seconds, method: request.method, path: pathname };
  return { kind: "fault", title: fault.fault, to: [`${request.method} ${pathname}`], raw } as const;
}
