import { Hono } from "hono";

let health: object = {};

/** What the house is measured against: the same answers by a Hono app that does nothing else. PUT says what they are. */
export default new Hono()
  .put("/api/health", async (c) => {
    health = await c.req.json();
    return c.body(null, 204);
  })
  .get("/api/health", (c) => c.json(health))
  .put("/files/:key{.+}", async (c) => {
    const type = c.req.header("Content-Type") ?? "application/octet-stream";
    const headers = { "Content-Type": type, "Cache-Control": "public, max-age=31536000" };
    await caches.default.put(c.req.url, new Response(await c.req.arrayBuffer(), { headers }));
    return c.body(null, 204);
  })
  .get("/files/:key{.+}", async (c) => (await caches.default.match(c.req.raw)) ?? c.notFound());
