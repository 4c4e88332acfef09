import type { Language } from "../../../kit/problem.ts";

/** Says one of two, by the language. */
export const write =
  (language: Language) =>
  <Words>(ko: Words, en: Words): Words =>
    language === "ko" ? ko : en;

/** A date of the calendar (`yyyy-mm-dd`) as people write it. */
export function dateInWords(date: string, language: Language): string {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  if (language === "ko") return `${year}년 ${month}월 ${day}일`;
  return new Date(Date.UTC(year, month - 1, day)).toLocaleDateString("en-GB", {
    dateStyle: "long",
    timeZone: "UTC",
  });
}

/** A number of minutes as people say it: whole days and hours where it is that. */
export function minutesInWords(minutes: number, language: Language): string {
  const [count, ko, en] =
    minutes % 1440 === 0
      ? [minutes / 1440, "일", "day"]
      : minutes % 60 === 0
        ? [minutes / 60, "시간", "hour"]
        : [minutes, "분", "minute"];
  return language === "ko" ? `${count}${ko}` : `${count} ${en}${count === 1 ? "" : "s"}`;
}
