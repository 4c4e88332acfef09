import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

/**
 * Three kinds of tests. `worker` runs inside workerd with real bindings; `node` has a file system and processes;
 * `acceptance` sees only HTTP, from a started house.
 */
export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    globalSetup: ["./test/setup/mariadb.ts"],
    projects: [
      {
        extends: true,
        plugins: [
          cloudflareTest(({ inject }) => ({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: { ENVIRONMENT: "development", TEST_MYSQL_URL: inject("mysqlUrl") },
              outboundService: (request: Request) =>
                new URL(request.url).hostname === "127.0.0.1"
                  ? fetch(request)
                  : new Response("Tests reach nothing but loopback.", { status: 599 }),
            },
          })),
        ],
        test: { name: "worker", include: ["test/worker/**/*.test.ts"] },
      },
      { extends: true, test: { name: "node", include: ["test/node/**/*.test.ts"] } },
      {
        extends: true,
        test: { name: "acceptance", include: ["test/acceptance/**/*.test.ts"], fileParallelism: false },
      },
    ],
  },
});
