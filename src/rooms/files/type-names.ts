import type { Text } from "../../kit/problem.ts";

/** A media type as people know it. */
interface TypeName {
  name: Text;
  /** What such files usually end in; browsers know many types by their ending alone. */
  extensions: readonly string[];
}

const international = (name: string): Text => ({ ko: name, en: name });

const names: Readonly<Record<string, TypeName>> = {
  "image/jpeg": { name: international("JPEG"), extensions: [".jpg", ".jpeg"] },
  "image/png": { name: international("PNG"), extensions: [".png"] },
  "image/webp": { name: international("WebP"), extensions: [".webp"] },
  "image/gif": { name: international("GIF"), extensions: [".gif"] },
  "image/heic": { name: international("HEIC"), extensions: [".heic", ".heif"] },
  "application/pdf": { name: international("PDF"), extensions: [".pdf"] },
  "application/x-hwp": { name: { ko: "한글 HWP", en: "HWP" }, extensions: [".hwp"] },
  "application/hwp+zip": { name: { ko: "한글 HWPX", en: "HWPX" }, extensions: [".hwpx"] },
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
    name: { ko: "엑셀 XLSX", en: "Excel XLSX" },
    extensions: [".xlsx"],
  },
  "application/vnd.ms-excel": { name: { ko: "엑셀 XLS", en: "Excel XLS" }, extensions: [".xls"] },
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": {
    name: { ko: "워드 DOCX", en: "Word DOCX" },
    extensions: [".docx"],
  },
  "text/csv": { name: international("CSV"), extensions: [".csv"] },
  "text/plain": { name: { ko: "텍스트 TXT", en: "Text TXT" }, extensions: [".txt"] },
};

/** A media type by the name that people know it by; itself where there is none. */
export function typeNameOf(type: string): Text {
  return names[type]?.name ?? international(type);
}

/** What a file input should offer for these types (HTML, attribute `accept`); empty means anything. */
export function acceptOf(types: readonly string[]): string {
  return types.flatMap((type) => [type, ...(names[type]?.extensions ?? [])]).join(",");
}
