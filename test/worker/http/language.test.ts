import { expect, it } from "vitest";
import { languageOf } from "../../../src/http/language.ts";

it.each([
  [null, "ko"],
  ["", "ko"],
  ["en", "en"],
  ["en-GB,en;q=0.9,ko;q=0.8", "en"],
  ["ko-KR", "ko"],
  ["KO-kr;q=0.9, EN;q=0.8", "ko"],
  ["ja, en;q=0.3, ko;q=0.5", "ko"],
  ["fr, de", "ko"],
  ["en;q=0", "ko"],
  ["en ; q=0.4 , ko ; q=0.2", "en"],
  ["en;q=x", "en"],
  ["*", "ko"],
  [",;,;q=1", "ko"],
])("Accept-Language %j is answered in %s", (header, language) => {
  const headers = header === null ? {} : { "Accept-Language": header };
  expect(languageOf(new Request("http://localhost/", { headers }))).toBe(language);
});

it("?lang= wins over the header, and only where it says ko or en", () => {
  const headers = { "Accept-Language": "ko" };
  expect(languageOf(new Request("http://localhost/?a=1&lang=en", { headers }))).toBe("en");
  expect(languageOf(new Request("http://localhost/?lang=english", { headers }))).toBe("ko");
});
