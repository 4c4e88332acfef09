import compiled from "../../../dist/engine/engine.wasm";
import type { World } from "../../../src/kit/world.ts";
import { engine } from "../../../src/rooms/images/drivers/engine.ts";
import { serveDriver } from "./house-driver.ts";
import { memoryBytes } from "./memories.ts";

/** The house's own engine, and the encoders it uses. */
export default serveDriver(engine.open({}, { now: () => Date.now() } as World), {
  // It takes the file as it comes.
  buffers: () => 0,
  decoder: () => memoryBytes(compiled),
});
