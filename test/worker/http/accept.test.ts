import { describe, expect, it } from "vitest";
import { namesType } from "../../../src/http/accept.ts";

const names = (accept: string | null, type = "image/webp") =>
  namesType(new Request("http://localhost", accept === null ? {} : { headers: { Accept: accept } }), type);

describe("a media type is named by an Accept", () => {
  it.each([
    ["alone", "image/webp"],
    ["of Chrome", "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"],
    [
      "of Safari",
      "image/webp,image/avif,image/jxl,image/heic,video/*;q=0.8,image/png,image/*;q=0.8,*/*;q=0.5",
    ],
    ["in capitals, with a weight and blanks", "text/html , Image/WebP ; q=0.3"],
  ])("%s", (_, accept) => expect(names(accept)).toBe(true));
});

describe("a media type is not named by an Accept", () => {
  it.each([
    ["that is missing", null],
    ["that is empty", ""],
    ["of curl, of crawlers and of fetch", "*/*"],
    ["that takes any picture", "image/*"],
    ["that rules it out", "image/webp;q=0, image/png"],
    ["that rules it out at length", "image/webp; q=0.000"],
    ["that names one that begins alike", "image/webp2"],
  ])("%s", (_, accept) => expect(names(accept)).toBe(false));
});
