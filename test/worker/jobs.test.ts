import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import type { Services } from "../../src/services.ts";
import { openHouse } from "../setup/open-house.ts";
import { underLimits } from "../setup/workers-limits/under-limits.ts";

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const numbered = (count: number) => Array.from({ length: count }, (_, i) => String(i).padStart(3, "0"));

/** Files that may go, each with a rendition, and uploads in parts that nobody completed. */
async function leaveBehind({ database }: Services): Promise<void> {
  const leaveFile = async (number: string) => {
    const key = `banners/${number}.png`;
    await env.FILES_BUCKET.put(key, "x");
    await env.FILES_BUCKET.put(`renditions/${key}/thumb.webp`, "x");
    await database.run(database.query.insertInto("files").values({ ...file, id: number, object_key: key }));
  };
  const leaveUpload = async (number: string) => {
    const { uploadId } = await env.FILES_BUCKET.createMultipartUpload(`incoming/${number}`);
    const row = { ...upload, id: number, multipart_id: uploadId };
    await database.run(database.query.insertInto("file_uploads").values(row));
  };
  await Promise.all([...numbered(30).map(leaveFile), ...numbered(120).map(leaveUpload)]);
}

const common = { collection: "banners", name: "배너.png", type: "image/png", size: 1, version: 1 };
const file = {
  ...common,
  ...{
    name_folded: "배너.png",
    etag: "e",
    sha256: null,
    width: 1,
    height: 1,
    created_at: 0,
    created_by: "staff",
  },
  ...{ focus_x: null, focus_y: null, preview: null },
  ...{ hidden_at: null, deleted_at: 1, replaced_by: null },
};
const upload = {
  ...common,
  ...{ sha256: null, part_size: 1, replaces: null, state: "waiting", file_id: null, object_key: null },
  ...{ refusal: null, created_at: 0, created_by: "staff", expires_at: 1 },
};

it("an hour's sweep of any backlog keeps within the free plan, and the next hours do the rest", async () => {
  // As in production, where parts are R2's own.
  const r2 = { R2_ACCOUNT_ID: "0123456789abcdef", R2_ACCESS_KEY_ID: "id", R2_SECRET_ACCESS_KEY: "secret" };
  const { services, world } = await openHouse(r2);
  await leaveBehind(services);
  world.advance(3 * DAY);
  const { database } = services;
  const left = async () => [
    await database.all(database.query.selectFrom("files").select("id")),
    await database.all(database.query.selectFrom("file_uploads").select("id")),
    (await env.FILES_BUCKET.list()).objects,
  ];
  for (let hour = 0; hour < 48 && (await left()).flat().length > 0; hour++) {
    world.advance(HOUR);
    await underLimits({ plan: "free" }, () => services.cron.trigger("0 * * * *", world.now()));
  }
  expect(await left()).toEqual([[], [], []]);
  expect(world.logged.filter(({ level }) => level !== "info")).toEqual([]);
}, 60_000);
