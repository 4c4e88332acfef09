/**
 * Answers kept at the edge, found by their path. Cloudflare's Cache API keeps them in the data centre that made them and
 * honours `Range` and `If-None-Match` of the request that asks.
 */
export interface EdgeCache {
  match(path: string, request: Request): Promise<Response | undefined>;
  /** Keeps a whole answer to GET for as long as its `Cache-Control` allows. */
  put(path: string, response: Response): Promise<void>;
  delete(paths: readonly string[]): Promise<void>;
}

/** The Cache API of the data centre that the Worker runs in. The origin only names the entries: one path, one entry. */
export function createEdgeCache(origin: string): EdgeCache {
  return {
    match: (path, request) =>
      caches.default.match(new Request(origin + path, { headers: conditions(request) })),
    put: (path, response) => caches.default.put(origin + path, response),
    delete: async (paths) => {
      await Promise.all(paths.map((path) => caches.default.delete(origin + path)));
    },
  };
}

/** Nothing else of a request may pick the answer: what is kept is public. */
function conditions(request: Request): Headers {
  const headers = new Headers();
  for (const name of ["range", "if-none-match", "if-modified-since"]) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return headers;
}
