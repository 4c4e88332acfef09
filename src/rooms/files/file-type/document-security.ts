import { startsWith } from "./byte-text.ts";
import { Refusal } from "./detected.ts";

/** Fasoo, Softcamp and Samsung SDS's NASCA, which Korean offices wrap around every file that leaves a program. */
const containers = ["\x9b DRMONE", "SCDSA00", "<## NASCA DRM FILE"];

/** Refuses files that a company's document security has encrypted, whatever their name says they are. */
export function refuseSecuredDocument(head: Uint8Array): void {
  if (!containers.some((magic) => startsWith(head, magic))) return;
  throw new Refusal("encrypted", {
    ko: "문서보안(DRM)이 걸린 파일입니다. 보안을 해제한 뒤 올려 주세요.",
    en: "The file is locked by a company's document security (DRM). Have it unlocked and upload it again.",
  });
}
