/**
 * What is sent to `POST /v3/mail/send`: the part of the schema PostMailSend that is used here. After
 * spec/json/tsg_mail_v3.json in twilio/sendgrid-oai at commit dbe0e0d2e67a0c3c55b222d54df2acda2b9027a7, Copyright 2024
 * Twilio SendGrid, MIT licence. Limits that a type cannot say are in `request.ts`.
 */
export interface MailSend {
  /** 1,000 at most, and 1,000 recipients in all. */
  personalizations: Personalization[];
  from: EmailAddress;
  subject: string;
  /** `text/plain` first, then `text/html`. */
  content: { type: "text/plain" | "text/html"; value: string }[];
  attachments?: Attachment[];
  /** Stored for long, and seen by SendGrid's staff: nothing personal. */
  categories: string[];
  /** Merged with those of each personalization. The document says `string`; the API takes an object. */
  custom_args: Record<string, string>;
  tracking_settings: {
    click_tracking: { enable: boolean; enable_text: boolean };
    open_tracking: { enable: boolean };
    subscription_tracking: { enable: boolean };
    ganalytics: { enable: boolean };
  };
}

export interface EmailAddress {
  email: string;
  name?: string;
}

/** One envelope. Who is in it sees everybody who is in it. */
export interface Personalization {
  to: EmailAddress[];
  headers?: Record<string, string>;
  /** Tags and what takes their place: 10,000 bytes. */
  substitutions?: Record<string, string>;
  custom_args: Record<string, string>;
}

export interface Attachment {
  /** base64 */
  content: string;
  filename: string;
  /** Without parameters. */
  type: string;
  disposition: "attachment";
}
