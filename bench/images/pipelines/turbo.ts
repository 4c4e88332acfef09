import "./memories.ts";
import type { World } from "../../../src/kit/world.ts";
import { openTurbo } from "../turbo/turbo.ts";
import { serveDriver } from "./house-driver.ts";

/** `@cwasm/jpeg-turbo`, scaling as it decodes, with jSquash's other codecs: as good a driver as packages allow. */
export default serveDriver(openTurbo({ now: () => Date.now() } as World), {
  buffers: (size, pixels) => size + pixels * 4,
});
