import { env } from "cloudflare:workers";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { Problem } from "../../../../src/kit/problem.ts";
import { vendorMisconfigured, vendorUnavailable } from "../../../../src/kit/vendor-problem.ts";
import type { World } from "../../../../src/kit/world.ts";
import { planetscale } from "../../../../src/platform/database/planetscale.ts";
import { readAddress } from "../../../../src/platform/database/planetscale-address.ts";
import { type Database, exactlyOne } from "../../../../src/platform/database/port.ts";
import { createWorld } from "../../../../src/platform/world.ts";
import { createMysqlDatabase, eachDatabase } from "../../../setup/databases.ts";
import { rawQuery } from "../../../setup/raw-query.ts";

const quota = { day: "2026-11-22", subject: "a", bytes: 1 };
const insert = (database: Database) => database.query.insertInto("upload_quotas").values(quota);
const read = (database: Database) => database.all(database.query.selectFrom("upload_quotas").select("bytes"));

eachDatabase(
  (database) => {
    it("a mistake in SQL is our own, so no problem that a person is shown", async () => {
      const failure = await database()
        .all(rawQuery(database(), sql`select nothing from nowhere`))
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Error);
      expect(failure).not.toBeInstanceOf(Problem);
    });
  },
  ["d1", "planetscale", "hyperdrive"],
);

describe.skipIf(env.TEST_MYSQL_URL === "")("PlanetScale", () => {
  /** A world whose network does what `meddle` wants, and the SQL that went out. */
  function createNetwork(meddle: (sql: string, send: () => Promise<Response>) => Promise<Response>) {
    const sent: string[] = [];
    const fetchAndMeddle: World["fetch"] = (input, init) => {
      expect(init?.signal, "every query has a deadline").toBeInstanceOf(AbortSignal);
      const { query } = JSON.parse(String(init?.body)) as { query: string };
      sent.push(query);
      return meddle(query, () => fetch(input, init));
    };
    return { sent, world: { ...createWorld(), fetch: fetchAndMeddle } };
  }

  const broken = () => Promise.reject(new TypeError("Network connection lost."));

  it("a lone SELECT is asked again when its answer is lost", async () => {
    const { url } = await createMysqlDatabase();
    let lost = 0;
    const { sent, world } = createNetwork((_, send) => (lost++ === 0 ? broken() : send()));
    expect(await read(planetscale.open({ DATABASE_URL: url }, world))).toEqual([]);
    expect(sent).toHaveLength(2);
  });

  it("a SELECT that stays unanswered is asked no third time", async () => {
    const { sent, world } = createNetwork(broken);
    const database = planetscale.open({ DATABASE_URL: env.TEST_MYSQL_URL }, world);
    await expect(read(database)).rejects.toSatisfy(vendorUnavailable.matches);
    expect(sent).toHaveLength(2);
  });

  it("a write is never sent twice", async () => {
    const { sent, world } = createNetwork(broken);
    const database = planetscale.open({ DATABASE_URL: env.TEST_MYSQL_URL }, world);
    await expect(database.run(insert(database))).rejects.toSatisfy(vendorUnavailable.matches);
    expect(sent).toHaveLength(1);
  });

  it("a COMMIT without an answer is reported and not tried again", async () => {
    const { url } = await createMysqlDatabase();
    const { sent, world } = createNetwork(async (query, send) => {
      const answer = await send();
      return query === "COMMIT" ? broken() : answer;
    });
    const database = planetscale.open({ DATABASE_URL: url }, world);
    await expect(database.atomically([insert(database)])).rejects.toSatisfy(vendorUnavailable.matches);
    expect(sent.filter((query) => query === "COMMIT")).toHaveLength(1);
    expect(await read(database)).toEqual([{ bytes: 1 }]);
  });

  it("an overloaded front door is unavailable", async () => {
    const { world } = createNetwork(async () => new Response("<html>502</html>", { status: 502 }));
    const database = planetscale.open({ DATABASE_URL: env.TEST_MYSQL_URL }, world);
    await expect(read(database)).rejects.toSatisfy(vendorUnavailable.matches);
  });

  it("a wrong password is a wrong setting", async () => {
    const url = new URL(env.TEST_MYSQL_URL);
    url.password = "wrong";
    const database = planetscale.open({ DATABASE_URL: url.href }, createWorld());
    await expect(read(database)).rejects.toSatisfy(vendorMisconfigured.matches);
  });

  it("a password in a URL may be escaped, and need not be", () => {
    const read = (password: string) => readAddress({ DATABASE_URL: `mysql://u:${password}@host/tov` });
    expect(read("a%40b")).toEqual({ origin: "https://host", username: "u", password: "a@b" });
    expect(read("100%")).toEqual({ origin: "https://host", username: "u", password: "100%" });
  });

  it("settings need a URL or all three parts", () => {
    const parts = { DATABASE_HOST: "aws.connect.psdb.cloud", DATABASE_USERNAME: "u", DATABASE_PASSWORD: "p" };
    const accepted = [
      parts,
      { DATABASE_URL: 'mysql://u:p@aws.connect.psdb.cloud/tov?ssl={"rejectUnauthorized":true}' },
    ];
    const refused = [
      {},
      { ...parts, DATABASE_PASSWORD: undefined },
      { DATABASE_URL: "mysql://aws.connect.psdb.cloud" },
      { DATABASE_URL: "aws.connect.psdb.cloud" },
    ];
    for (const settings of accepted) expect(planetscale.settings.safeParse(settings).success).toBe(true);
    for (const settings of refused) expect(planetscale.settings.safeParse(settings).success).toBe(false);
  });
});

eachDatabase(
  (database) => {
    it("batches that lock each other out all happen", async () => {
      const change = (subject: string) =>
        exactlyOne(
          database()
            .query.updateTable("upload_quotas")
            .set((row) => ({ bytes: row("bytes", "+", 1) }))
            .where("day", "=", quota.day)
            .where("subject", "=", subject),
        );
      const subjects = ["a", "b"];
      for (const subject of subjects) {
        await database().run(
          database()
            .query.insertInto("upload_quotas")
            .values({ ...quota, subject }),
        );
      }
      const rounds = Array.from({ length: 4 }, (_, index) => {
        const order = index % 2 === 0 ? subjects : subjects.toReversed();
        return database().atomically(order.map(change));
      });
      await Promise.all(rounds);
      expect(await read(database())).toEqual([{ bytes: 5 }, { bytes: 5 }]);
    });
  },
  ["d1", "planetscale"],
);
