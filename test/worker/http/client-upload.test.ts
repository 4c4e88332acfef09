import { beforeEach, describe, expect, it } from "vitest";
import { type Client, createClient, type ResumableUpload, uploadFile } from "../../../src/client.ts";
import { pdf } from "../../fixtures/pdf.ts";
import { type House, openHouse, origin } from "../../setup/open-house.ts";

const MiB = 1024 * 1024;

/** A text: 50 MiB are three whole parts and a piece. */
const large = (mebibytes: number) => {
  const line = new TextEncoder().encode("이름,금액\n".repeat(65_536));
  const text = new Uint8Array(mebibytes * MiB).fill(0x0a);
  for (let at = 0; at + line.length <= text.length; at += line.length) text.set(line, at);
  return new File([text], "결산.csv", { type: "text/csv" });
};

let house: House;
let tov: Client;
let asked: string[];

beforeEach(async () => {
  house = await openHouse();
  asked = [];
  const token = (await house.keyOf("files:read", "files:write")).Authorization.slice(7);
  tov = createClient({
    baseUrl: origin,
    token,
    fetch: (url, init) => {
      asked.push(new URL(url).pathname.split("/").at(-1) ?? "");
      return house.fetch(url.slice(origin.length), init);
    },
  });
});

/** A line to the store on which something happens to the parts that `fault` picks, once each. */
function lineWith(fault: (part: number) => Response | Error | undefined) {
  const hit = new Set<number>();
  /** Parts begin in order, whatever their addresses look like. */
  const parts: string[] = [];
  const line = { sent: [] as number[], now: 0, most: 0 };
  const send = async (url: string, init: RequestInit) => {
    const { pathname, searchParams } = new URL(url);
    const address = `${pathname} ${searchParams.get("partNumber")}`;
    if (!parts.includes(address)) parts.push(address);
    const part = parts.indexOf(address) + 1;
    line.sent.push(part);
    line.now += 1;
    line.most = Math.max(line.most, line.now);
    try {
      const happens = hit.has(part) ? undefined : fault(part);
      hit.add(part);
      if (happens instanceof Error) throw happens;
      return happens ?? (await fetch(url, init));
    } finally {
      line.now -= 1;
    }
  };
  return { line, send };
}

/** 50 MiB take their time on a busy machine. */
describe("uploadFile", { timeout: 60_000 }, () => {
  it("brings a large file in, at most three parts at a time, and tells how far it is", async () => {
    const { line, send } = lineWith(() => undefined);
    const seen: number[] = [];
    const file = large(50);
    const { data, error } = await uploadFile(tov, file, {
      collection: "documents",
      fetch: send,
      onProgress: ({ sent, total }) => {
        expect(total).toBe(file.size);
        seen.push(sent);
      },
    });
    expect(error).toBeNull();
    expect(data).toMatchObject({ name: "결산.csv", size: file.size });
    expect(line.sent.toSorted()).toEqual([1, 2, 3, 4]);
    expect(line.most).toBe(3);
    expect(seen.at(-1)).toBe(file.size);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  it("sends a part again when its line broke, and signs it again when its URL was refused", async () => {
    const { line, send } = lineWith((part) => {
      if (part === 1) return new TypeError("connection reset");
      return part === 2 ? new Response("Request has expired", { status: 403 }) : undefined;
    });
    const { data } = await uploadFile(tov, large(34), { collection: "documents", fetch: send });
    expect(data?.name).toBe("결산.csv");
    expect(line.sent.filter((part) => part < 3).toSorted()).toEqual([1, 1, 2, 2]);
    expect(asked.filter((path) => path === "parts").length).toBeGreaterThan(0);
  });

  it("goes on later with what had not arrived", async () => {
    const abort = new AbortController();
    let upload: ResumableUpload | undefined;
    const { send } = lineWith((part) => {
      if (part === 4) abort.abort();
      return part === 4 ? new TypeError("gone") : undefined;
    });
    const options = { collection: "documents", fetch: send } as const;
    const broken = await uploadFile(tov, large(50), {
      ...options,
      signal: abort.signal,
      onBegin: (begun) => {
        upload = begun;
      },
    });
    expect(broken.error?.id).toBe("client-aborted");
    const { line, send: again } = lineWith(() => undefined);
    const { data } = await uploadFile(tov, large(50), {
      ...options,
      fetch: again,
      resume: upload as ResumableUpload,
    });
    expect(data?.size).toBe(50 * MiB);
    expect(line.sent.length).toBeGreaterThan(0);
    expect(line.sent.length).toBeLessThan(4);
  });

  it.each([
    ["one part", 1],
    ["several parts", 17],
  ])("answers the file of an upload of %s that was completed before, and sends nothing", async (_, size) => {
    const upload: ResumableUpload[] = [];
    const file = large(size);
    const onBegin = (begun: ResumableUpload) => upload.push(begun);
    const first = await uploadFile(tov, file, { collection: "documents", fetch, onBegin });
    const { line, send } = lineWith(() => undefined);
    asked = [];
    const resume = upload[0] as ResumableUpload;
    const { data, error } = await uploadFile(tov, file, { collection: "documents", fetch: send, resume });
    expect(error).toBeNull();
    expect(data?.id).toBe(first.data?.id);
    expect(line.sent).toEqual([]);
    expect(asked.at(-1)).toBe("complete");
  });

  it("says in the client's language what goes wrong on the way to the store", async () => {
    const english = createClient({
      baseUrl: origin,
      language: "en",
      fetch: (url, init) => house.fetch(url.slice(origin.length), init),
    });
    const abort = new AbortController();
    const small = new File([pdf()], "b.pdf", { type: "application/pdf" });
    const send = async () => {
      abort.abort();
      throw new TypeError("gone");
    };
    const options = { collection: "consultations", fetch: send, signal: abort.signal } as const;
    const { error } = await uploadFile(english, small, options);
    expect(error).toMatchObject({ id: "client-aborted", title: "The request was cancelled" });
  });

  it("lets what the page's own code throws through, and does not take it for a broken line", async () => {
    const small = new File([pdf()], "b.pdf", { type: "application/pdf" });
    const onProgress = ({ sent }: { sent: number }) => {
      if (sent > 0) throw new RangeError("a bar that is too long");
    };
    const { line, send } = lineWith(() => undefined);
    await expect(
      uploadFile(tov, small, { collection: "documents", fetch: send, onProgress }),
    ).rejects.toThrow("a bar that is too long");
    expect(line.sent).toEqual([1]);
  });

  it("begins once, even when the first answer was lost", async () => {
    let lost = false;
    const forgetful = createClient({
      baseUrl: origin,
      fetch: async (url, init) => {
        const response = await house.fetch(url.slice(origin.length), init);
        if (lost || !url.endsWith("/uploads")) return response;
        lost = true;
        throw new TypeError("connection reset");
      },
    });
    const small = new File([pdf()], "a.pdf", { type: "application/pdf" });
    const { data } = await uploadFile(forgetful, small, { collection: "consultations" });
    expect(data?.name).toBe("a.pdf");
    const rows = house.services.database.query.selectFrom("file_uploads").select("id");
    expect(await house.services.database.all(rows.where("name", "=", "a.pdf"))).toHaveLength(1);
  });

  it("gives back what the server refuses at once, without sending a byte", async () => {
    const { line, send } = lineWith(() => undefined);
    const page = new File(["<html>"], "a.html", { type: "text/html" });
    const { error } = await uploadFile(tov, page, { collection: "banners", fetch: send });
    expect(error).toMatchObject({ id: "files-type-not-allowed", status: 415 });
    expect(line.sent).toEqual([]);
    expect(asked).toEqual(["uploads"]);
  });
});
