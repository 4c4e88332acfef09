import type { Language } from "../kit/problem.ts";

/** The language to answer in: `?lang=` if given, else the first of `Accept-Language` (RFC 9110, 12.5.4) that we speak, else Korean. */
export function languageOf(request: Request): Language {
  const asked = /[?&]lang=(ko|en)(?:&|$)/.exec(request.url)?.[1];
  if (asked) return asked as Language;
  const header = request.headers.get("accept-language");
  if (!header) return "ko";
  const ranges = header.split(",").map((range) => {
    const [tag = "", ...parameters] = range.toLowerCase().split(";");
    const quality = parameters.map((p) => /^\s*q=([\d.]+)/.exec(p)?.[1]).find(Boolean);
    return { language: tag.trim().split("-")[0], quality: quality === undefined ? 1 : Number(quality) };
  });
  const known = ranges.filter(
    (range) => (range.language === "ko" || range.language === "en") && range.quality > 0,
  );
  known.sort((a, b) => b.quality - a.quality);
  return (known[0]?.language as Language | undefined) ?? "ko";
}
