import * as z from "zod";
import { defineTopic } from "../../kit/topic.ts";

/** Paths of ours whose content is not any more what the caches have. */
export const purgePaths = defineTopic(
  "cache.purge-paths",
  z.object({ paths: z.array(z.string().startsWith("/").max(1100)).min(1).max(100) }),
);
