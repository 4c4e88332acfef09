import { startsWith, textOf } from "./byte-text.ts";
import { Refusal } from "./detected.ts";

const xmlOrHtml = /^\s*<(?:[a-z]|!--|!doctype|\?xml|\?php)/i;
const scriptInText = /<(?:script|html|body|iframe|svg)[\s/>]/i;

/** What operating systems run: PE, ELF, Mach-O in its five forms (one is a Java class's too), WebAssembly, Windows shortcuts. */
const programs = [
  "MZ",
  "\x7fELF",
  "\xfe\xed\xfa\xce",
  "\xfe\xed\xfa\xcf",
  "\xce\xfa\xed\xfe",
  "\xcf\xfa\xed\xfe",
  "\xca\xfe\xba\xbe",
  "\0asm",
  "L\0\0\0\x01\x14\x02\0",
];

/** Refuses markup and scripts by a file's first bytes, in UTF-8, CP949 or UTF-16 with its mark. */
export function refuseActiveText(head: Uint8Array): void {
  const text = decodeHead(head);
  if (xmlOrHtml.test(text) || scriptInText.test(text) || text.startsWith("#!"))
    throw new Refusal("active-content");
}

/** Refuses programs by a file's first bytes. Only for what is no text: surveys of "MZ세대" do begin with MZ. */
export function refusePrograms(head: Uint8Array): void {
  if (programs.some((magic) => startsWith(head, magic))) throw new Refusal("active-content");
}

function decodeHead(head: Uint8Array): string {
  const [first, second] = head;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(head);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(head);
  return textOf(startsWith(head, "\xef\xbb\xbf") ? head.subarray(3) : head);
}
