import type { Text } from "../../../kit/problem.ts";

/**
 * The media types that are told apart, and the extension of each. `application/x-hwp` is the name by which
 * freedesktop's shared-mime-info and Debian know HWP 5; `application/hwp+zip` is what every HWPX says of itself (KS X 6101).
 */
export const extensions = {
  "application/gzip": "gz",
  "application/hwp+zip": "hwpx",
  "application/octet-stream": "bin",
  "application/pdf": "pdf",
  "application/vnd.ms-excel": "xls",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
  "application/x-hwp": "hwp",
  "application/zip": "zip",
  "image/gif": "gif",
  "image/heic": "heic",
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
  "text/plain": "txt",
} as const;

export type DetectedType = keyof typeof extensions;

/** Why a file is turned away whatever the collection allows. */
export type RefusalReason =
  | "active-content"
  | "archive-bomb"
  | "encrypted"
  | "macros"
  | "malformed"
  | "polyglot"
  | "too-complex"
  | "truncated";

/** What a file is by its structure, or why it is refused. Unknown bytes are `application/octet-stream`. */
export type Detected =
  | { ok: true; type: DetectedType; extension: string }
  | { ok: false; reason: RefusalReason; detail: Text };

/** Thrown inside the parsers for what they refuse; `detectFileType` turns it into its answer. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly reason: RefusalReason;
  readonly detail: Text;

  constructor(reason: RefusalReason, detail: Text = details[reason]) {
    super(detail.en);
    this.reason = reason;
    this.detail = detail;
  }
}

const details: Record<RefusalReason, Text> = {
  "active-content": {
    ko: "웹 문서(HTML, SVG, XML)나 실행 파일은 올릴 수 없습니다.",
    en: "Web documents (HTML, SVG, XML) and programs cannot be uploaded.",
  },
  "archive-bomb": {
    ko: "압축을 풀면 지나치게 커지거나 압축 파일이 겹겹이 들어 있습니다.",
    en: "It would grow far too large when unpacked, or archives are packed inside it.",
  },
  encrypted: {
    ko: "암호가 걸린 파일입니다. 암호를 풀어 다시 저장한 뒤 올려 주세요.",
    en: "The file is protected by a password. Save it without one and upload it again.",
  },
  macros: {
    ko: "매크로나 스크립트가 들어 있습니다. 매크로 없이 다시 저장한 뒤 올려 주세요.",
    en: "The file holds macros or scripts. Save it without them and upload it again.",
  },
  malformed: {
    ko: "파일이 손상되었거나 형식에 맞지 않습니다.",
    en: "The file is damaged, or does not keep to its format.",
  },
  polyglot: {
    ko: "한 파일 안에 다른 형식의 내용이 숨어 있습니다. 원래 프로그램에서 다시 저장한 뒤 올려 주세요.",
    en: "Something of another format is hidden in the file. Save it again in its own program and upload that.",
  },
  "too-complex": {
    ko: "파일 구조가 너무 복잡하여 안전한지 확인할 수 없습니다. 다시 저장한 뒤 올려 주세요.",
    en: "The file is built in too scattered a way to be checked. Save it again and upload that.",
  },
  truncated: {
    ko: "파일의 뒷부분이 없습니다. 업로드가 중간에 끊겼을 수 있으니 다시 올려 주세요.",
    en: "The end of the file is missing. The upload may have been cut short; upload it again.",
  },
};
