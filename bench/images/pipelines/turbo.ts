import "./memories.ts";
import type { World } from "../../../src/kit/world.ts";
import { turbo } from "../../../src/rooms/images/drivers/turbo.ts";
import { serveDriver } from "./house-driver.ts";

/** `@cwasm/jpeg-turbo`, scaling as it decodes, with jSquash's other codecs: the house's driver of that name. */
export default serveDriver(turbo.open({}, { now: () => Date.now() } as World), {
  buffers: (size, pixels) => size + pixels * 4,
});
