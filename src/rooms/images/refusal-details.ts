import type { Text } from "../../kit/problem.ts";

/** A picture of more pixels than are taken. @param most megapixels */
export function tooManyPixels(most: number): Text {
  const count = most >= 100 ? `${most / 100}억` : `${most * 100}만`;
  return {
    ko: `${count} 화소보다 큰 그림은 변환하지 않습니다.`,
    en: `Pictures of more than ${most} megapixels are not converted.`,
  };
}

/** A JPEG in more scans than are taken. */
export function tooManyScans(most: number): Text {
  return {
    ko: `스캔이 ${most}개보다 많은 프로그레시브 JPEG는 변환하지 않습니다.`,
    en: `Progressive JPEGs of more than ${most} scans are not converted.`,
  };
}

/** A JPEG whose scans together would take too long. */
export const tooMuchWork: Text = {
  ko: "큰 그림이 너무 여러 번에 나뉘어 저장되어, 펼치는 데 시간이 너무 많이 걸립니다.",
  en: "The picture is large and stored in so many scans that opening it would take too long.",
};

/** A picture that would take more memory than there is. */
export const tooMuchMemory: Text = {
  ko: "그림을 펼치는 데 필요한 메모리가 한도를 넘습니다.",
  en: "Opening the picture would take more memory than there is.",
};

const brokenOff: Text = {
  ko: "파일이 끝까지 저장되지 않고 중간에 끊겼습니다.",
  en: "The file breaks off before its picture is complete.",
};
const anotherType: Text = {
  ko: "파일의 내용이 알려진 형식과 다릅니다.",
  en: "The file's content is not of the type that it is kept as.",
};
const noPicture: Text = { ko: "파일 안에 그림이 없습니다.", en: "There is no picture in the file." };
const anotherLength: Text = {
  ko: "보관된 파일의 길이가 기록된 길이와 다릅니다.",
  en: "The file that is kept is not as long as its record says.",
};
const damaged: Text = {
  ko: "파일의 일부가 손상되어 형식의 규칙에 맞지 않습니다.",
  en: "A part of the file is damaged: it breaks the rules of its format.",
};

/** The engine's rules, in its own words (`PictureError`). */
const known: Readonly<Record<string, Text>> = {
  "more than 100 megapixels": tooManyPixels(100),
  "more than 100 scans": tooManyScans(100),
  "too many blocks in too many scans": tooMuchWork,
  "more than 40 MiB of WebP": {
    ko: "40 MiB보다 큰 WebP는 변환하지 않습니다.",
    en: "WebP files of more than 40 MiB are not converted.",
  },
  "more than 65535 pixels a side": {
    ko: "한 변이 65,535 화소보다 긴 PNG는 변환하지 않습니다.",
    en: "PNGs of more than 65,535 pixels a side are not converted.",
  },
  "a result of more than 16383 pixels a side": {
    ko: "변환한 그림의 한 변이 16,383 화소보다 길어집니다.",
    en: "The result would have more than 16,383 pixels a side.",
  },
  "no JPEG": anotherType,
  "no PNG": anotherType,
  "no WebP": anotherType,
  "no GIF": anotherType,
  "the file ends early": brokenOff,
  "the image data ends early": brokenOff,
  "the picture's data end early": brokenOff,
  "hardly anything of the picture is there": brokenOff,
  "a part of the picture is missing": brokenOff,
  "no picture in the file": noPicture,
  "no image data": noPicture,
  "a picture without pixels": noPicture,
  "a body of another length than announced": anotherLength,
};

/** What an unreadable or a too large picture's problem says of the rule that it breaks. */
export function detailOf(reason: "unreadable" | "too-large", rule: string): Text {
  return known[rule] ?? (reason === "too-large" ? tooMuchMemory : damaged);
}

/** For drivers that know as much. */
export const unreadableDetails = { brokenOff, anotherType, anotherLength, damaged } as const;
