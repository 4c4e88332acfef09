import type { Language } from "../../../kit/problem.ts";

/** What an e-mail says. */
export interface Rendered {
  subject: string;
  html: string;
  text: string;
}

/** Puts an e-mail's words together; everything in `data` is somebody's text and is escaped. */
export type Template<Data> = (data: Data, language: Language) => Rendered;
