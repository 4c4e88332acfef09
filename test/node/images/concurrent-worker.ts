import { Problem } from "../../../src/kit/problem.ts";
import type { World } from "../../../src/kit/world.ts";
import { presets } from "../../../src/rooms/images/presets.ts";

/** Every instance that anybody makes, so that their memory can be told. */
const instances: WebAssembly.Instance[] = [];
WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
    super(module, imports);
    instances.push(this);
  }
} as typeof WebAssembly.Instance;

const { engine } = await import("../../../src/rooms/images/drivers/engine.ts");
const driver = engine.open({}, { now: () => Date.now() } as World);

/** A Worker around the driver and nothing else: a JPEG in, its thumbnail out; or by GET, what memory that took. */
export default {
  async fetch(request: Request): Promise<Response> {
    if (request.method === "GET") return Response.json(memory());
    const size = Number(request.headers.get("Content-Length"));
    try {
      const source = { type: "image/jpeg", size, body: request.body! } as const;
      const { body } = await driver.render(source, { ...presets.thumb, type: "image/webp" });
      return new Response(body);
    } catch (error) {
      if (error instanceof Problem) return new Response(error.kind.id, { status: error.kind.status });
      throw error;
    }
  },
};

function memory() {
  const sizes = instances.map(({ exports }) =>
    Object.values(exports).find((value) => value instanceof WebAssembly.Memory),
  );
  const bytes = sizes.reduce((sum, found) => sum + (found?.buffer.byteLength ?? 0), 0);
  return { instances: instances.length, bytes };
}
