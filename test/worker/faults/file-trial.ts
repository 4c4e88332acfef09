import { png } from "../../fixtures/small-pictures.ts";
import type { House } from "../../setup/open-house.ts";
import type { Premises } from "../../setup/premises.ts";

const DAY = 24 * 60 * 60_000;

/** A file that is sent, and what must have become of it: every row has its object, and every object its row. */
export async function fileTrial(house: House, { FILES_BUCKET }: Premises) {
  const headers = { ...(await house.keyOf("files:write")), "Idempotency-Key": crypto.randomUUID() };
  const name = `${crypto.randomUUID()}.png`;
  const { database, files } = house.services;
  const body = png();
  return {
    ask: () =>
      house.fetch(`/api/files?collection=banners&filename=${name}`, {
        method: "POST",
        headers: { ...headers, "Content-Type": "image/png", "Content-Length": String(body.byteLength) },
        body,
      }),

    async faults(): Promise<string[]> {
      house.world.advance(3 * DAY);
      for (let hour = 0; hour < 3; hour++) await files.sweep();
      const rows = await database.all(database.query.selectFrom("files").selectAll());
      const own = rows.filter((row) => row.name === name);
      const stored = await FILES_BUCKET.list({ prefix: "banners/" });
      const keys = new Set(stored.objects.map(({ key }) => key));
      const known = new Set(rows.map((row) => row.object_key));
      return [
        ...(own.length > 0 ? [] : ["the file is lost"]),
        ...own.filter((row) => !keys.has(row.object_key)).map((row) => `${row.object_key} has no bytes`),
        ...[...keys].filter((key) => !known.has(key)).map((key) => `nobody knows of ${key}`),
      ];
    },
  };
}
