import * as z from "zod";

/** What stands in for a picture while it loads. */
export const picturePreview = z
  .object({
    opaque: z.boolean().describe("Whether nothing shows through it."),
    colour: z
      .string()
      .regex(/^#[0-9a-f]{6}$/)
      .describe("The one that most of it has, as #rrggbb."),
    blurhash: z.string().describe("See https://blurha.sh."),
    lqip: z
      .string()
      .describe("The picture itself, 24 pixels at most a side, as a data: URL of some 200 bytes."),
  })
  .meta({ id: "PicturePreview" });
export type PicturePreview = z.output<typeof picturePreview>;
