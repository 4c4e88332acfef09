import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { fetch, type Miniflare, type Request, Response } from "miniflare";
import { defineConfig } from "vitest/config";
import { bundledMysql2 } from "./setup/bundled-mysql2.ts";
import { createLocalS3, localS3Path } from "./setup/s3.ts";
import { limitedNodeCrypto } from "./setup/workers-limits/node-crypto-plugin.ts";

// So that `workers-limits/memory.ts` can tell what is in use from what has not been collected yet.
process.env.MINIFLARE_WORKERD_V8_FLAGS ??= "--expose-gc";

const localS3 = createLocalS3();

const premises = 24;
const numbered = (prefix: string) =>
  Object.fromEntries(
    Array.from({ length: premises }, (_, i) => [`${prefix}${i}`, { id: `${prefix}${i}`.toLowerCase() }]),
  );

/**
 * Three kinds of tests. `worker` runs inside workerd with real bindings; `node` has a file system and processes;
 * `acceptance` sees only HTTP, from a started house.
 */
export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    globalSetup: [
      "./test/setup/mariadb.ts",
      "./test/setup/sharp-server.ts",
      "./test/setup/smtp/servers.ts",
      "./test/fixtures/serve-pictures.ts",
    ],
    projects: [
      {
        extends: true,
        plugins: [
          bundledMysql2(),
          limitedNodeCrypto(),
          cloudflareTest(async ({ inject }) => ({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: {
                ENVIRONMENT: "development",
                TEST_MYSQL_URL: inject("mysqlUrl"),
                TEST_MYSQL_TCP_URL: inject("mysqlTcpUrl"),
                TEST_D1_MIGRATIONS: await readD1Migrations(`${import.meta.dirname}/../migrations/d1`),
              },
              // For tests with many houses at once: see `setup/premises.ts`.
              d1Databases: numbered("TEST_DB_"),
              r2Buckets: numbered("TEST_BUCKET_"),
              queueProducers: { TEST_QUEUE: { queueName: "test" } },
              images: { binding: "IMAGES" },
              ...(inject("mysqlTcpUrl") && { hyperdrives: { HYPERDRIVE: inject("mysqlTcpUrl") } }),
              outboundService: (request: Request, miniflare: Miniflare) => {
                const { hostname, pathname } = new URL(request.url);
                if (pathname.startsWith(localS3Path)) return localS3(request, miniflare);
                if (hostname === "127.0.0.1") return fetch(request);
                return new Response("Tests reach nothing but loopback.", { status: 599 });
              },
            },
          })),
        ],
        test: {
          name: "worker",
          include: ["test/worker/**/*.test.ts"],
        },
      },
      { extends: true, test: { name: "node", include: ["test/node/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "acceptance",
          include: ["test/acceptance/**/*.test.ts"],
          globalSetup: ["./test/setup/house.ts"],
          fileParallelism: false,
        },
      },
    ],
  },
});
