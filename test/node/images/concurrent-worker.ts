import { Problem } from "../../../src/kit/problem.ts";
import type { World } from "../../../src/kit/world.ts";
import { turbo } from "../../../src/rooms/images/drivers/turbo.ts";
import { presets } from "../../../src/rooms/images/presets.ts";

const driver = turbo.open({}, { now: () => Date.now() } as World);

/** A Worker around the driver and nothing else: a JPEG in, its thumbnail out. */
export default {
  async fetch(request: Request): Promise<Response> {
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
