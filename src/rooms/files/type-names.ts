/** A media type as people know it. */
interface TypeName {
  name: string;
  /** What such files usually end in; browsers know many types by their ending alone. */
  extensions: readonly string[];
}

const names: Readonly<Record<string, TypeName>> = {
  "image/jpeg": { name: "JPEG", extensions: [".jpg", ".jpeg"] },
  "image/png": { name: "PNG", extensions: [".png"] },
  "image/webp": { name: "WebP", extensions: [".webp"] },
  "image/gif": { name: "GIF", extensions: [".gif"] },
  "image/heic": { name: "HEIC", extensions: [".heic", ".heif"] },
  "image/avif": { name: "AVIF", extensions: [".avif"] },
  "application/pdf": { name: "PDF", extensions: [".pdf"] },
  "application/x-hwp": { name: "HWP", extensions: [".hwp"] },
  "application/hwp+zip": { name: "HWPX", extensions: [".hwpx"] },
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
    name: "XLSX",
    extensions: [".xlsx"],
  },
  "application/vnd.ms-excel": { name: "XLS", extensions: [".xls"] },
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": {
    name: "DOCX",
    extensions: [".docx"],
  },
  "image/svg+xml": { name: "SVG", extensions: [".svg"] },
  "text/html": { name: "HTML", extensions: [".html", ".htm"] },
  "text/csv": { name: "CSV", extensions: [".csv"] },
  "text/plain": { name: "TXT", extensions: [".txt"] },
};

const typeOfExtension = new Map(
  Object.entries(names).flatMap(([type, { extensions }]) => extensions.map((extension) => [extension, type])),
);

/** What a file's ending stands for; null where it says nothing. Browsers send many of these as `application/octet-stream`. */
export function typeOfEnding(filename: string): string | null {
  return typeOfExtension.get(/\.[^.]+$/.exec(filename.toLowerCase())?.[0] ?? "") ?? null;
}

/** Whether a file's ending stands for what its bytes are. Nothing in the bytes of a CSV says so. */
export function endsAs(filename: string, type: string): boolean {
  const ending = typeOfEnding(filename);
  return ending === type || (ending === "text/csv" && type === "text/plain");
}

/** What files of the type usually end in; null where nothing is known. */
export function endingOf(type: string): string | null {
  return names[type]?.extensions[0] ?? null;
}

/** A media type by the name that people know it by; itself where there is none. */
export function typeNameOf(type: string): string {
  return names[type]?.name ?? type;
}

/** What a file input should offer for these types (HTML, attribute `accept`); empty means anything. */
export function acceptOf(types: readonly string[]): string {
  return types.flatMap((type) => [type, ...(names[type]?.extensions ?? [])]).join(",");
}
