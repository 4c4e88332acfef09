import type { Child } from "hono/jsx";
import type { Language, Text } from "../../../kit/problem.ts";
import type { Purpose } from "../fields.ts";
import type { Organisation } from "../organisation.ts";
import type { TemplateData, TemplateName } from "../template-data.ts";

export type { Organisation } from "../organisation.ts";

/** What stands around every letter of a mailing. */
export interface Frame {
  readonly purpose: Purpose;
  readonly organisation: Organisation;
  /** Where the recipient unsubscribes; a slot where each has its own. Advertisements have to have it. */
  readonly unsubscribeUrl?: string;
  /** Stands before the subject of what is only looked at: `[테스트]`. */
  readonly mark?: Text;
}

/** What a template writes; the frame is put around it. */
export interface Letter {
  readonly subject: string;
  /** What inboxes show behind the subject. */
  readonly preheader?: string;
  readonly content: Child;
  /** Why the recipient gets it, in a sentence; advertisements say that themselves. */
  readonly because?: string;
  /** Its own colours fit a light ground alone. */
  readonly lightOnly?: boolean;
}

/** How e-mails of one kind look and what they say. */
export interface Template<Data> {
  readonly name: TemplateName;
  readonly title: Text;
  /** Data of somebody who does not exist, for previews. */
  sample(language: Language): Data;
  /** Everything in `data` is somebody's text: it is escaped, and passed on whole, because it may be a slot. */
  write(data: Data, language: Language, organisation: Organisation): Letter;
}

/** The template that a name stands for. */
export type TemplateOf<Name extends TemplateName> = Template<TemplateData<Name>>;
