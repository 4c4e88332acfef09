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

/**
 * The Cache API of the data centre that the Worker runs in. The origin only names the entries: one path, one entry.
 * Where a purge reaches every data centre, entries are kept for a year instead of the hour that answers allow themselves.
 */
export function createEdgeCache(origin: string, purgedEverywhere: boolean): EdgeCache {
  const keep = (response: Response) => {
    const rule = response.headers.get("Cache-Control");
    if (purgedEverywhere && rule)
      response.headers.set("Cache-Control", rule.replace(sharedAge, "s-maxage=31536000"));
    return response;
  };
  return {
    match: async (path, request) => {
      if (!plain.test(path) || !canAnswer(request)) return undefined;
      const found = await caches.default.match(new Request(origin + path, { headers: conditions(request) }));
      // An unsatisfiable range is answered bare; whoever asks has a problem document for it.
      if (found?.status === 416) return undefined;
      return found && request.method === "HEAD" ? withoutBody(found) : found;
    },
    put: (path, response) => caches.default.put(origin + path, keep(response)),
    delete: async (paths) => {
      await Promise.all(paths.map((path) => caches.default.delete(origin + path)));
    },
  };
}

const sharedAge = /s-maxage=\d+/;

/** Any other spelling (`..`, `#`, a backslash) might be read as the name of another entry, even of another part of the zone. */
const plain = /^(?:\/[\w-][\w.-]*)+$/;

/** The Cache API knows neither If-Range nor what to do with several ranges; those are answered afresh. */
function canAnswer({ headers }: Request): boolean {
  return !headers.has("if-range") && /^(bytes=\d+-\d*)?$/.test(headers.get("range") ?? "");
}

/** Nothing else of a request may pick the answer: what is kept is public. Only GET has ranges (RFC 9110, section 14.2). */
function conditions(request: Request): Headers {
  const headers = new Headers();
  const names = ["if-none-match", "if-modified-since", ...(request.method === "GET" ? ["range"] : [])];
  for (const name of names) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return headers;
}

async function withoutBody(response: Response): Promise<Response> {
  await response.body?.cancel();
  return new Response(null, response);
}
