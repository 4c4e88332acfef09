import type { Hono } from "hono";
import { methodNotAllowed } from "./problems.ts";
import type { Declaration, Route } from "./route.ts";
import { type Desk, serve } from "./serve.ts";

/** Puts routes on a Hono app. A path that has routes answers 405 to every other method. */
export function mount(app: Hono, desk: Desk, routes: readonly Route[]): void {
  const paths = new Map<string, Route[]>();
  for (const route of routes) {
    const { path } = route.declaration;
    paths.set(path, [...(paths.get(path) ?? []), route]);
  }
  for (const [path, own] of [...paths].sort(literalFirst)) {
    for (const route of own) {
      app.on(route.declaration.method, routingPath(path), (c) =>
        serve(desk, route, c.req.raw, c.req.param()),
      );
    }
    const refuse = refusal(own);
    const others = methods.filter((method) => !own.some((route) => route.declaration.method === method));
    app.on(others, routingPath(path), (c) => serve(desk, refuse, c.req.raw, {}));
  }
}

/** Asked for by name, because one handler a request is what Hono serves fastest. */
const methods = ["get", "post", "put", "patch", "delete", "options"];

/** Hono takes the first path that fits, so `/files/uploads` has to stand before `/files/{id}`; `{` sorts behind every letter. */
function literalFirst([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** OpenAPI's `{name}` and our `{name+}` in Hono's spelling. */
function routingPath(path: string): string {
  return path.replace(/\{(\w+)\+\}/g, ":$1{.+}").replace(/\{(\w+)\}/g, ":$1");
}

function refusal(routes: readonly Route[]): Route {
  const { path, room, headers } = (routes[0] as Route).declaration;
  const methods = routes.map((route) => route.declaration.method.toUpperCase());
  const allow = (methods.includes("GET") ? [...methods, "HEAD"] : methods).join(", ");
  const declaration: Declaration = {
    method: "get",
    path,
    room,
    operation: "refuseMethod",
    summary: "",
    caller: "anyone",
    limit: "reads",
    cache: "no-store",
    headers,
    answers: {},
  };
  return { declaration, handle: () => Promise.reject(methodNotAllowed({ headers: { Allow: allow } })) };
}
