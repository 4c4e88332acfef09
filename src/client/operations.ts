// Written by scripts/client.ts from the declarations of the routes.

import type { CallOptions, RawBody, Result } from "./result.ts";

/** What goes over the wire, by name. */
export interface Schemas {
  Collection: {
    name: Schemas["CollectionName"];
    title: {
      ko: string;
      en: string;
    };
    visibility: "public" | "private";
    write: "anyone" | "files:write" | "admin";
    read: "files:read" | "admin";
    /** Bytes a file. */
    maxSize: number;
    /** Media types, as the bytes tell them; empty means any. */
    types: string[];
    cacheControl: string;
    storageClass: "standard" | "infrequent-access";
    dailyQuota?: {
      address: number;
      all: number;
    };
  };
  CollectionName:
    | "posts/thumbnails"
    | "posts/content"
    | "profiles"
    | "banners"
    | "consultations"
    | "documents"
    | "resources/pdfs"
    | "resources/excel"
    | "resources/hwp"
    | "data-archive";
  File: {
    id: string;
    /** Where it stands in the bucket, and its address below /files/ if it is public. */
    key: string;
    collection: Schemas["CollectionName"];
    /** As the person named it, in NFC. */
    name: string;
    /** As the bytes tell it. */
    type: string;
    size: number;
    sha256: string | null;
    width: number | null;
    height: number | null;
    /** Null until a first rendition was made of a picture. */
    preview: Schemas["PicturePreview"] | null;
    /** What crops keep in their middle; null for the picture's own middle. */
    focus: Schemas["Focus"] | null;
    /** Epoch milliseconds. */
    createdAt: number;
    hidden: boolean;
    /** Restorable for 30 days from then on. */
    deletedAt: number | null;
    /** The public address; null for what is private, hidden or deleted. */
    url: string | null;
  };
  PicturePreview: {
    /** Whether nothing shows through it. */
    opaque: boolean;
    /** The one that most of it has, as #rrggbb. */
    colour: string;
    /** See https://blurha.sh. */
    blurhash: string;
    /** The picture itself, 24 pixels at most a side, as a data: URL of some 200 bytes. */
    lqip: string;
  };
  Focus: {
    /** Kept to a thousandth. */
    x: number;
    /** Kept to a thousandth. */
    y: number;
  };
  Upload: {
    id: string;
    state: "waiting" | "done" | "refused";
    /** Until then it has to be completed. */
    expiresAt: number;
    /** Bytes of every part but the last. */
    partSize: number;
    partCount: number;
    /** The first hundred; the others by /parts. */
    parts: Schemas["SignedPart"][];
  };
  SignedPart: {
    partNumber: number;
    /** Where the part begins in the file. */
    offset: number;
    size: number;
    method: "PUT";
    url: string;
    /** To be sent exactly so; browsers set Content-Length themselves. */
    headers: Record<string, string>;
    /** Epoch milliseconds. */
    expiresAt: number;
  };
  NewEmail:
    | {
        to: {
          email: string;
          name?: string;
        };
        language?: "ko" | "en";
        /** Ids of files, 10 MiB in all. */
        attachments?: string[];
        template: "welcome";
        data: {
          /** How the recipient is addressed, without 님. */
          name: string;
          /** Where the button leads, such as the homepage. */
          link?: string;
        };
      }
    | {
        to: {
          email: string;
          name?: string;
        };
        language?: "ko" | "en";
        /** Ids of files, 10 MiB in all. */
        attachments?: string[];
        template: "password-reset";
        data: {
          /** How the recipient is addressed, without 님. */
          name: string;
          /** Where a new password is chosen. It opens something, so it is never tracked. */
          link: string;
          /** For how many minutes the link works. */
          minutes: number;
        };
      }
    | {
        to: {
          email: string;
          name?: string;
        };
        language?: "ko" | "en";
        /** Ids of files, 10 MiB in all. */
        attachments?: string[];
        template: "account-suspended";
        data: {
          /** How the recipient is addressed, without 님. */
          name: string;
          /** Why, as the person is to read it; an empty line begins a paragraph. */
          reason: string;
          /** The last day of it; without one, until further notice. */
          until?: string;
          /** Where the person can object. */
          appeal?: string;
        };
      }
    | {
        to: {
          email: string;
          name?: string;
        };
        language?: "ko" | "en";
        /** Ids of files, 10 MiB in all. */
        attachments?: string[];
        template: "notification";
        data: {
          /** How the recipient is addressed, without 님. */
          name?: string;
          /** The subject, and what stands above. */
          title: string;
          /** An empty line begins a paragraph. */
          body: string;
          /** A table of facts: when, where, how much. */
          details?: {
            label: string;
            value: string;
          }[];
          /** Where the button leads. */
          link?: string;
          /** What stands on the button; it needs a link. */
          button?: string;
        };
      }
    | {
        to: {
          email: string;
          name?: string;
        };
        language?: "ko" | "en";
        /** Ids of files, 10 MiB in all. */
        attachments?: string[];
        template: "custom";
        data: {
          /** Variables stand in it as {{name}}. */
          subject: string;
          /** What inboxes show behind the subject. */
          preheader?: string;
          /** What it says, 100,000 characters at most; variables as {{name}}, also as a whole href. What is not safe in mail is left out. */
          html: string;
          /** A value for each variable. */
          values?: Record<string, string>;
        };
      };
  Email: {
    id: string;
    template: string;
    state:
      | "queued"
      | "sending"
      | "sent"
      | "unknown"
      | "delivered"
      | "bounced"
      | "blocked"
      | "failed"
      | "suppressed"
      | "cancelled";
    createdAt: number;
    /** When it was sent, or failed. */
    finishedAt: number | null;
    /** Why it was not sent; while it is queued, `quota` where it waits for the next Korean day. */
    failure: string | null;
  };
  NewEmailBatch:
    | {
        /** What staff call it; recipients do not see it. */
        name: string;
        audience: Schemas["AudienceInput"];
        /** Whether lines that cannot be used are left out, rather than the whole audience refused. */
        skipUnusable?: boolean;
        /** What recipients of an advertisement must have agreed to; those who have not are left out. */
        consentPurpose?: Schemas["ConsentPurposeName"];
        /** Ids of files, 10 MiB in all. */
        attachments?: string[];
        /** Epoch milliseconds; at once without it or when it has passed. */
        sendAt?: number;
        template: "welcome";
        language?: "ko" | "en";
        purpose: "transactional" | "advertisement";
        data: {
          /** How the recipient is addressed, without 님. */
          name?: string;
          /** Where the button leads, such as the homepage. */
          link?: string;
        };
        /** What each recipient has a value of its own for; the data has none for it. */
        variables?: string[];
      }
    | {
        /** What staff call it; recipients do not see it. */
        name: string;
        audience: Schemas["AudienceInput"];
        /** Whether lines that cannot be used are left out, rather than the whole audience refused. */
        skipUnusable?: boolean;
        /** What recipients of an advertisement must have agreed to; those who have not are left out. */
        consentPurpose?: Schemas["ConsentPurposeName"];
        /** Ids of files, 10 MiB in all. */
        attachments?: string[];
        /** Epoch milliseconds; at once without it or when it has passed. */
        sendAt?: number;
        template: "password-reset";
        language?: "ko" | "en";
        purpose: "transactional" | "advertisement";
        data: {
          /** How the recipient is addressed, without 님. */
          name?: string;
          /** Where a new password is chosen. It opens something, so it is never tracked. */
          link?: string;
          /** For how many minutes the link works. */
          minutes: number;
        };
        /** What each recipient has a value of its own for; the data has none for it. */
        variables?: string[];
      }
    | {
        /** What staff call it; recipients do not see it. */
        name: string;
        audience: Schemas["AudienceInput"];
        /** Whether lines that cannot be used are left out, rather than the whole audience refused. */
        skipUnusable?: boolean;
        /** What recipients of an advertisement must have agreed to; those who have not are left out. */
        consentPurpose?: Schemas["ConsentPurposeName"];
        /** Ids of files, 10 MiB in all. */
        attachments?: string[];
        /** Epoch milliseconds; at once without it or when it has passed. */
        sendAt?: number;
        template: "account-suspended";
        language?: "ko" | "en";
        purpose: "transactional" | "advertisement";
        data: {
          /** How the recipient is addressed, without 님. */
          name?: string;
          /** Why, as the person is to read it; an empty line begins a paragraph. */
          reason: string;
          /** The last day of it; without one, until further notice. */
          until?: string;
          /** Where the person can object. */
          appeal?: string;
        };
        /** What each recipient has a value of its own for; the data has none for it. */
        variables?: string[];
      }
    | {
        /** What staff call it; recipients do not see it. */
        name: string;
        audience: Schemas["AudienceInput"];
        /** Whether lines that cannot be used are left out, rather than the whole audience refused. */
        skipUnusable?: boolean;
        /** What recipients of an advertisement must have agreed to; those who have not are left out. */
        consentPurpose?: Schemas["ConsentPurposeName"];
        /** Ids of files, 10 MiB in all. */
        attachments?: string[];
        /** Epoch milliseconds; at once without it or when it has passed. */
        sendAt?: number;
        template: "notification";
        language?: "ko" | "en";
        purpose: "transactional" | "advertisement";
        data: {
          /** How the recipient is addressed, without 님. */
          name?: string;
          /** The subject, and what stands above. */
          title?: string;
          /** An empty line begins a paragraph. */
          body: string;
          /** A table of facts: when, where, how much. */
          details?: {
            label: string;
            value: string;
          }[];
          /** Where the button leads. */
          link?: string;
          /** What stands on the button; it needs a link. */
          button?: string;
        };
        /** What each recipient has a value of its own for; the data has none for it. */
        variables?: string[];
      }
    | {
        /** What staff call it; recipients do not see it. */
        name: string;
        audience: Schemas["AudienceInput"];
        /** Whether lines that cannot be used are left out, rather than the whole audience refused. */
        skipUnusable?: boolean;
        /** What recipients of an advertisement must have agreed to; those who have not are left out. */
        consentPurpose?: Schemas["ConsentPurposeName"];
        /** Ids of files, 10 MiB in all. */
        attachments?: string[];
        /** Epoch milliseconds; at once without it or when it has passed. */
        sendAt?: number;
        template: "custom";
        language?: "ko" | "en";
        purpose: "transactional" | "advertisement";
        data: {
          /** Variables stand in it as {{name}}. */
          subject: string;
          /** What inboxes show behind the subject. */
          preheader?: string;
          /** What it says, 100,000 characters at most; variables as {{name}}, also as a whole href. What is not safe in mail is left out. */
          html: string;
          /** A value for each variable. */
          values?: Record<string, string>;
        };
        /** What each recipient has a value of its own for; the data has none for it. */
        variables?: string[];
      };
  AudienceInput:
    | {
        recipients: Schemas["AudienceRecipient"][];
      }
    | {
        /** The first row names the columns: `email` (or 이메일, 메일), `name` (or 이름), and the template's variables. */
        csv: string;
      }
    | {
        /** The bytes of a CSV file as they are, in UTF-8 or, as Korean Excel writes it, in CP949. */
        csvBase64: string;
      }
    | {
        /** Everybody who has confirmed this purpose and not withdrawn it. */
        consents: string;
      };
  AudienceRecipient: {
    email: string;
    name?: string;
    /** What the template wants to know of each recipient: exactly that. */
    data?: Record<string, string>;
  };
  ConsentPurposeName: "newsletter" | "fundraising" | "events";
  EmailBatch: {
    id: string;
    name: string;
    template: string;
    language: "ko" | "en";
    purpose: "transactional" | "advertisement";
    consentPurpose: string | null;
    state: "preparing" | "scheduled" | "sending" | "paused" | "cancelled" | "complete";
    /** What keeps it: the driver's next day, an answer that was lost, a vendor that is down, or an attached file that was deleted. */
    waitingFor: "quota" | "answer" | "vendor" | "attachment" | null;
    /** Recorded so far. */
    recipients: number;
    /** Recipients in each state. */
    counts: {
      queued: number;
      sending: number;
      sent: number;
      unknown: number;
      delivered: number;
      bounced: number;
      blocked: number;
      failed: number;
      suppressed: number;
      cancelled: number;
    };
    report: Schemas["AudienceReport"];
    sendAt: number;
    createdAt: number;
    startedAt: number | null;
    finishedAt: number | null;
  };
  AudienceReport: {
    /** Recipients that can be written to. */
    accepted: number;
    /** Lines whose address stands in an earlier one; they count once. */
    duplicates: number;
    /** The first hundred lines that cannot be used, and the first rule that each breaks. */
    refused: {
      /** The row as spreadsheets number it, or the place in the list from 0 on. */
      line: number;
      /** `email`, `name`, `data/…`, or empty for the line itself. */
      field: string;
      rule: string;
    }[];
    refusedCount: number;
  };
  EmailBatchRecipient: {
    id: string;
    email: string;
    name: string | null;
    state:
      | "queued"
      | "sending"
      | "sent"
      | "unknown"
      | "delivered"
      | "bounced"
      | "blocked"
      | "failed"
      | "suppressed"
      | "cancelled";
    failure: string | null;
    sentAt: number | null;
  };
  EmailBatchResend: {
    /** `unknown` may have gone out already: who is sent it again may get it twice. */
    states?: ("failed" | "blocked" | "unknown")[];
  };
  ConsentPurpose: {
    name: Schemas["ConsentPurposeName"];
    title: string;
    textVersion: string;
    /** What is agreed to. Forms show it as it is, beside a box that is not ticked. */
    text: string;
  };
  NewConsent: {
    email: string;
    name?: string;
    purpose: Schemas["ConsentPurposeName"];
    language?: "ko" | "en";
    /** Which wording was shown; see `GET /api/email/consents/purposes`. */
    textVersion: string;
  };
  ConsentAsked: {
    state: "asked";
  };
  MailConsent: {
    id: string;
    email: string;
    name: string | null;
    purpose: string;
    language: string;
    state: "pending" | "confirmed" | "withdrawn";
    /** `form`: asked for on the homepage and confirmed from the mailbox. `staff`: on paper. */
    method: string;
    textVersion: string;
    requestedAt: number;
    confirmedAt: number | null;
    /** When its owner last said that it stays. */
    reconfirmedAt: number | null;
    /** When its owner is next reminded of it. */
    remindAt: number | null;
    withdrawnAt: number | null;
    /** `person`, `staff`, `vendor` or `complaint`. */
    withdrawnBy: string | null;
    /** When its owner was told what came of the last change. */
    noticedAt: number | null;
  };
  ConsentSearch: {
    email: string;
  };
  PaperConsent: {
    email: string;
    name?: string;
    purpose: Schemas["ConsentPurposeName"];
    language?: "ko" | "en";
    /** Which wording was shown; see `GET /api/email/consents/purposes`. */
    textVersion: string;
    /** When it was given, as the paper says; epoch milliseconds. */
    givenAt: number;
  };
  AudienceCheck: {
    audience:
      | {
          recipients: Schemas["AudienceRecipient"][];
        }
      | {
          /** The first row names the columns: `email` (or 이메일, 메일), `name` (or 이름), and the template's variables. */
          csv: string;
        }
      | {
          /** The bytes of a CSV file as they are, in UTF-8 or, as Korean Excel writes it, in CP949. */
          csvBase64: string;
        };
    /** Whose variables they are: it may want links. */
    template?: "welcome" | "password-reset" | "account-suspended" | "notification" | "custom";
    /** What the template wants to know of each recipient; without it any variables will do. */
    variables?: string[];
  };
  EmailStatistics: {
    /** By day the newest first, else those with the most e-mails. */
    items: {
      /** The template, batch, day or domain; null for single e-mails. */
      key: string | null;
      figures: {
        /** Taken by a vendor. */
        sent: number;
        /** Taken by their recipient's server. */
        delivered: number;
        /** Opened by people, or clicked, which nobody can without. */
        opened: number;
        /** Opened by programs that fetch pictures before anybody looks. */
        machineOpened: number;
        clicked: number;
        /** To addresses at which nothing will ever arrive. */
        bounced: number;
        /** Not taken this time. */
        blocked: number;
        /** Called spam. */
        complained: number;
        unsubscribed: number;
      };
      rates: {
        /** Of those sent. */
        delivered: number | null;
        /** Of those sent. */
        bounced: number | null;
        /** By people, of those delivered. */
        opened: number | null;
        /** Of those delivered. */
        clicked: number | null;
        /** Of those delivered. */
        complained: number | null;
      };
    }[];
    /** Of all, also of those beyond the limit. */
    total: {
      figures: {
        /** Taken by a vendor. */
        sent: number;
        /** Taken by their recipient's server. */
        delivered: number;
        /** Opened by people, or clicked, which nobody can without. */
        opened: number;
        /** Opened by programs that fetch pictures before anybody looks. */
        machineOpened: number;
        clicked: number;
        /** To addresses at which nothing will ever arrive. */
        bounced: number;
        /** Not taken this time. */
        blocked: number;
        /** Called spam. */
        complained: number;
        unsubscribed: number;
      };
      rates: {
        /** Of those sent. */
        delivered: number | null;
        /** Of those sent. */
        bounced: number | null;
        /** By people, of those delivered. */
        opened: number | null;
        /** Of those delivered. */
        clicked: number | null;
        /** Of those delivered. */
        complained: number | null;
      };
    };
  };
  EmailTimeline: {
    id: string;
    template: string;
    batch: string | null;
    /** Masked. */
    recipient: string;
    state:
      | "queued"
      | "sending"
      | "sent"
      | "unknown"
      | "delivered"
      | "bounced"
      | "blocked"
      | "failed"
      | "suppressed"
      | "cancelled";
    createdAt: number;
    /** When each of these happened first. */
    firsts: {
      sent: number | null;
      delivered: number | null;
      opened: number | null;
      machineOpened: number | null;
      clicked: number | null;
      bounced: number | null;
      blocked: number | null;
      complained: number | null;
      unsubscribed: number | null;
    };
    /** The newest last; the first 500. */
    events: {
      kind:
        | "processed"
        | "deferred"
        | "delivered"
        | "open"
        | "click"
        | "bounce"
        | "blocked"
        | "dropped"
        | "complaint"
        | "unsubscribe";
      at: number;
      /** Whether a program did it and not a person. */
      machine: boolean;
      /** A status code, a class, or the reason for `dropped`. */
      detail: string | null;
    }[];
  };
  EmailSuppression: {
    id: string;
    /** Null once its owner has asked to be forgotten. */
    address: string | null;
    reason: "bounce" | "complaint" | "staff";
    /** The vendor that said so, or the id of the key that entered it. */
    source: string;
    createdAt: number;
  };
  NewEmailSuppression: {
    address: string;
  };
  EmailTemplates: {
    items: {
      name: "welcome" | "password-reset" | "account-suspended" | "notification" | "custom";
      title: {
        ko: string;
        en: string;
      };
      purposes: ("transactional" | "advertisement")[];
      /** JSON Schema of the data. */
      variables: Record<string, unknown>;
      /** Variables of which recipients of a batch may have values of their own; with `custom` any. */
      perRecipient: string[];
      sample: {
        ko: Record<string, unknown>;
        en: Record<string, unknown>;
      };
    }[];
  };
  EmailPreviewRequest: {
    language?: "ko" | "en";
    purpose?: "transactional" | "advertisement";
    /** What the template needs, as `listEmailTemplates` describes it; a sample without it. */
    data?: Record<string, unknown>;
  };
  EmailPreview: {
    subject: string;
    html: string;
    text: string;
    /** Elements and attributes of the HTML given that are not let into mail. */
    removed: string[];
  };
  EmailTestRequest: {
    to: string;
    language?: "ko" | "en";
    /** What the template needs, as `listEmailTemplates` describes it; a sample without it. */
    data?: Record<string, unknown>;
  };
  PurgeRequest: {
    urls?: string[];
    /** Cache-Tag values. */
    tags?: string[];
    /** `www.example.org/blog`. */
    prefixes?: string[];
    everything?: true;
  };
  Purged: {
    /** Which caches were purged: those of the data centre that answered, or all. */
    reach: "data-centre" | "everywhere";
  };
  Health: {
    /** `down`: something that every function needs; `degraded`: something else. */
    status: "ok" | "degraded" | "down";
    version: string;
    /** The data centre that answered. */
    region: string;
    /** Epoch milliseconds. A probe's result counts for a second. */
    checkedAt: number;
    dependencies: Schemas["Dependency"][];
    /** What the clock sets off; empty while the database does not answer. */
    jobs: Schemas["JobHealth"][];
    /** Work that is recorded and not done; to administrators only. */
    outbox?: {
      waiting: number;
      dead: number;
    };
  };
  Dependency: {
    name: string;
    driver: string | null;
    status: "ok" | "down" | "misconfigured" | "disabled";
    /** Of the probe; null where nothing was asked. */
    latencyMs: number | null;
    /** Which setting is missing or wrong; to administrators only. */
    reason?: string;
  };
  JobHealth: {
    name: string;
    /** `waiting`: it has not had its turn yet; `late`: half an hour past its time. */
    status: "ok" | "waiting" | "late" | "failing";
    /** The last period, by the Korean calendar, that was done. */
    period: string | null;
    finishedAt: number | null;
    durationMs: number | null;
    /** What the last run said; to administrators only. */
    result?: unknown;
  };
  OutboxMessage: {
    id: string;
    /** What is to be done. */
    topic: string;
    /** To what: ids, nothing personal. */
    payload: unknown;
    state: "waiting" | "running" | "done" | "dead";
    attempts: number;
    /** When it is due; while it runs, when its lease ends. */
    notBefore: number;
    /** The id of the problem, or the name of the error. */
    lastError: string | null;
    createdAt: number;
    finishedAt: number | null;
  };
  Resent: {
    /** The ids of those that were dead. */
    resent: string[];
  };
  ApiKey: {
    id: string;
    name: string;
    scopes: ("files:read" | "files:write" | "email:send" | "admin")[];
    createdAt: number;
    expiresAt: number | null;
    revokedAt: number | null;
  };
  IssuedApiKey: {
    id: string;
    name: string;
    scopes: ("files:read" | "files:write" | "email:send" | "admin")[];
    createdAt: number;
    expiresAt: number | null;
    revokedAt: number | null;
    /** The key itself. It is shown this once and stored nowhere. */
    key: string;
  };
  AuditEntry: {
    id: string;
    /** Epoch milliseconds. */
    at: number;
    /** The id of the key that was used; `admin` is ADMIN_API_KEY. */
    actor: string;
    /** Such as `file.delete`. */
    action: string;
    subject: {
      kind: string;
      id: string;
    };
    /** The fields that changed, as they were; what is personal is masked. */
    before: Record<string, unknown> | null;
    /** The same fields afterwards. */
    after: Record<string, unknown> | null;
    /** Finds the request in the log. */
    requestId: string | null;
  };
  Resealed: {
    /** Values that this call sealed anew. */
    resealed: number;
    /** Values that another key than the newest has sealed. */
    remaining: number;
    /** Null at the end of the walk. */
    nextCursor: string | null;
  };
}

/** A method for every operation. */
export interface Client {
  /** The collections and their rules. */
  listCollections(
    input?: Record<string, never>,
    options?: CallOptions,
  ): Promise<
    Result<
      {
        items: Schemas["Collection"][];
      },
      "http-unauthenticated" | "http-too-many-requests"
    >
  >;
  /** The files of a collection, newest first. */
  listFiles(
    input: {
      query: {
        collection: Schemas["CollectionName"];
        /** A part of the name. */
        search?: string;
        /** Those that are deleted and can be restored. */
        deleted?: "true" | "false";
        /** Rows a page. */
        limit?: number;
        /** `nextCursor` of the page before. */
        cursor?: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      {
        items: Schemas["File"][];
        /** Null on the last page. */
        nextCursor: string | null;
      },
      | "http-unauthenticated"
      | "http-forbidden"
      | "files-not-found"
      | "http-invalid-input"
      | "http-too-many-requests"
    >
  >;
  /** Send a file of up to 16 MiB through the Worker, as the body itself or as a form. */
  uploadFile(
    input: {
      query?: {
        collection?: Schemas["CollectionName"];
        /** The person's own name for it, in any language. */
        filename?: string;
        replaces?: string;
      };
      body: RawBody;
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["File"],
      | "http-malformed"
      | "body-wrong-length"
      | "http-unauthenticated"
      | "files-may-not-write"
      | "files-not-found"
      | "http-idempotency-key-running"
      | "files-changed-meanwhile"
      | "http-length-required"
      | "http-body-too-large"
      | "files-too-large"
      | "files-type-not-allowed"
      | "http-invalid-input"
      | "http-idempotency-key-reused"
      | "files-upload-mismatch"
      | "files-content-refused"
      | "http-too-many-requests"
      | "files-quota-exceeded"
      | "files-too-busy"
    >
  >;
  /** What is known of a file. */
  getFile(
    input: {
      params: {
        id: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["File"],
      | "http-unauthenticated"
      | "http-forbidden"
      | "files-not-found"
      | "http-invalid-input"
      | "http-too-many-requests"
    >
  >;
  /** Rename, hide or show a file. */
  changeFile(
    input: {
      params: {
        id: string;
      };
      body: {
        /** The person's own name for it, in any language. */
        name?: string;
        /** Hidden files answer 404 at their public address. */
        hidden?: boolean;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["File"],
      | "http-malformed"
      | "http-unauthenticated"
      | "http-forbidden"
      | "files-not-found"
      | "http-body-too-large"
      | "http-unsupported-media-type"
      | "http-invalid-input"
      | "http-too-many-requests"
    >
  >;
  /** Delete a file; it stays restorable for 30 days. */
  deleteFile(
    input: {
      params: {
        id: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["File"],
      | "http-unauthenticated"
      | "http-forbidden"
      | "files-not-found"
      | "http-invalid-input"
      | "http-too-many-requests"
    >
  >;
  /** A URL that downloads the file under its own name, for an hour. */
  getDownloadUrl(
    input: {
      params: {
        id: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      {
        url: string;
        /** Epoch milliseconds. */
        expiresAt: number;
      },
      | "http-unauthenticated"
      | "http-forbidden"
      | "files-not-found"
      | "http-invalid-input"
      | "http-too-many-requests"
    >
  >;
  /** Bring back a deleted or replaced file. */
  restoreFile(
    input: {
      params: {
        id: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["File"],
      | "http-unauthenticated"
      | "http-forbidden"
      | "files-not-found"
      | "files-not-restorable"
      | "http-invalid-input"
      | "http-too-many-requests"
    >
  >;
  /** Say which point of a picture its crops keep in the middle. */
  focusFile(
    input: {
      params: {
        id: string;
      };
      body: Schemas["Focus"];
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["File"],
      | "http-malformed"
      | "http-unauthenticated"
      | "http-forbidden"
      | "files-not-found"
      | "http-body-too-large"
      | "http-unsupported-media-type"
      | "http-invalid-input"
      | "files-no-picture"
      | "http-too-many-requests"
    >
  >;
  /** Let a picture's crops have its own middle again. */
  unfocusFile(
    input: {
      params: {
        id: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["File"],
      | "http-unauthenticated"
      | "http-forbidden"
      | "files-not-found"
      | "http-invalid-input"
      | "files-no-picture"
      | "http-too-many-requests"
    >
  >;
  /** Announce a file and get signed URLs to PUT it to; over 16 MiB in parts. */
  beginUpload(
    input: {
      body: {
        collection: Schemas["CollectionName"];
        /** The person's own name for it, in any language. */
        filename: string;
        /** Bytes. */
        size: number;
        /** What the sender takes it for. What it really is, the bytes tell on completion. */
        contentType: string;
        /** Of the whole file, hex; checked on completion. */
        sha256?: string;
        /** A file of the same collection whose place this one takes. */
        replaces?: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["Upload"],
      | "http-malformed"
      | "http-unauthenticated"
      | "files-may-not-write"
      | "files-not-found"
      | "http-idempotency-key-running"
      | "http-body-too-large"
      | "files-too-large"
      | "http-unsupported-media-type"
      | "files-type-not-allowed"
      | "http-invalid-input"
      | "http-idempotency-key-reused"
      | "http-too-many-requests"
      | "files-quota-exceeded"
    >
  >;
  /** Sign parts again, and see which have arrived: this is how an upload resumes. */
  signParts(
    input: {
      params: {
        id: string;
      };
      body: {
        /** Which parts to sign; none to ask only what has arrived. */
        partNumbers: number[];
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      {
        parts: Schemas["SignedPart"][];
        /** Parts that need not be sent again. */
        arrived: {
          partNumber: number;
          size: number;
        }[];
      },
      | "http-malformed"
      | "http-unauthenticated"
      | "files-not-found"
      | "files-upload-expired"
      | "http-body-too-large"
      | "http-unsupported-media-type"
      | "http-invalid-input"
      | "http-too-many-requests"
    >
  >;
  /** Have the bytes checked and made a file; harmless to repeat. */
  completeUpload(
    input: {
      params: {
        id: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["File"],
      | "http-unauthenticated"
      | "files-not-found"
      | "files-not-arrived"
      | "files-upload-expired"
      | "files-changed-meanwhile"
      | "http-invalid-input"
      | "files-upload-mismatch"
      | "files-content-refused"
      | "http-too-many-requests"
    >
  >;
  /** A public file; honours Range, If-Range and If-None-Match. */
  deliverFile(
    input: {
      params: {
        key: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Response,
      "http-unauthenticated" | "files-not-found" | "http-range-not-satisfiable" | "http-invalid-input"
    >
  >;
  /** What stands in for a public picture while it loads: its size, a colour, a blurhash and a tiny picture. */
  previewImage(
    input: {
      params: {
        key: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      {
        /** Pixels, upright. */
        width: number;
        /** Pixels, upright. */
        height: number;
        /** Whether nothing shows through it. */
        opaque: boolean;
        /** The one that most of it has, as #rrggbb. */
        colour: string;
        /** See https://blurha.sh. */
        blurhash: string;
        /** The picture itself, 24 pixels at most a side, as a data: URL of some 200 bytes. */
        lqip: string;
      },
      | "http-unauthenticated"
      | "files-not-found"
      | "http-invalid-input"
      | "images-unsupported"
      | "images-unreadable"
      | "images-too-large"
      | "images-busy"
    >
  >;
  /** A public picture in one of the sizes there are; as what, Accept says. */
  renderImage(
    input: {
      params: {
        preset: "thumb" | "card" | "content" | "banner" | "avatar";
        key: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Response,
      | "http-unauthenticated"
      | "files-not-found"
      | "http-invalid-input"
      | "images-unsupported"
      | "images-unreadable"
      | "images-too-large"
      | "images-busy"
    >
  >;
  /** The thumbnail of a picture, with the caller's rights. */
  getThumbnail(
    input: {
      params: {
        id: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Response,
      | "http-unauthenticated"
      | "http-forbidden"
      | "files-not-found"
      | "http-invalid-input"
      | "images-unsupported"
      | "images-unreadable"
      | "images-too-large"
      | "http-too-many-requests"
      | "images-busy"
    >
  >;
  /** Send an e-mail. */
  sendEmail(
    input: { body: Schemas["NewEmail"] },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["Email"],
      | "http-malformed"
      | "http-unauthenticated"
      | "http-forbidden"
      | "files-not-found"
      | "http-idempotency-key-running"
      | "http-body-too-large"
      | "http-unsupported-media-type"
      | "http-invalid-input"
      | "http-idempotency-key-reused"
      | "email-attachments-too-large"
      | "http-too-many-requests"
      | "vendor-misconfigured"
      | "vendor-disabled"
    >
  >;
  /** How far an e-mail got. */
  getEmail(
    input: {
      params: {
        id: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["Email"],
      | "http-unauthenticated"
      | "http-forbidden"
      | "email-not-found"
      | "http-invalid-input"
      | "http-too-many-requests"
    >
  >;
  /** Send an e-mail to many, none of whom sees another. */
  sendEmailBatch(
    input: { body: Schemas["NewEmailBatch"] },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["EmailBatch"],
      | "http-malformed"
      | "http-unauthenticated"
      | "http-forbidden"
      | "files-not-found"
      | "http-idempotency-key-running"
      | "http-body-too-large"
      | "http-unsupported-media-type"
      | "http-invalid-input"
      | "http-idempotency-key-reused"
      | "email-audience-unusable"
      | "email-attachments-too-large"
      | "http-too-many-requests"
      | "vendor-misconfigured"
      | "vendor-disabled"
    >
  >;
  /** Batches, newest first. */
  listEmailBatches(
    input?: {
      query?: {
        /** Rows a page. */
        limit?: number;
        /** `nextCursor` of the page before. */
        cursor?: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      {
        items: Schemas["EmailBatch"][];
        /** Null on the last page. */
        nextCursor: string | null;
      },
      "http-unauthenticated" | "http-forbidden" | "http-invalid-input" | "http-too-many-requests"
    >
  >;
  /** How far a batch got. */
  getEmailBatch(
    input: {
      params: {
        id: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["EmailBatch"],
      | "http-unauthenticated"
      | "http-forbidden"
      | "email-batch-not-found"
      | "http-invalid-input"
      | "http-too-many-requests"
    >
  >;
  /** How a batch gets on, as Server-Sent Events. */
  watchEmailBatch(
    input: {
      params: {
        id: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Response,
      | "http-unauthenticated"
      | "http-forbidden"
      | "email-batch-not-found"
      | "http-invalid-input"
      | "http-too-many-requests"
    >
  >;
  /** To whom a batch goes and how far each e-mail got, in the order of sending. */
  listEmailBatchRecipients(
    input: {
      params: {
        id: string;
      };
      query?: {
        state?:
          | "queued"
          | "sending"
          | "sent"
          | "unknown"
          | "delivered"
          | "bounced"
          | "blocked"
          | "failed"
          | "suppressed"
          | "cancelled";
        /** Rows a page. */
        limit?: number;
        /** `nextCursor` of the page before. */
        cursor?: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      {
        items: Schemas["EmailBatchRecipient"][];
        /** Null on the last page. */
        nextCursor: string | null;
      },
      | "http-unauthenticated"
      | "http-forbidden"
      | "email-batch-not-found"
      | "http-invalid-input"
      | "http-too-many-requests"
    >
  >;
  /** Stop a batch for a while. */
  pauseEmailBatch(
    input: {
      params: {
        id: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["EmailBatch"],
      | "http-unauthenticated"
      | "http-forbidden"
      | "email-batch-not-found"
      | "email-batch-over"
      | "database-guard-failed"
      | "http-invalid-input"
      | "http-too-many-requests"
    >
  >;
  /** Let a batch go on. */
  resumeEmailBatch(
    input: {
      params: {
        id: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["EmailBatch"],
      | "http-unauthenticated"
      | "http-forbidden"
      | "email-batch-not-found"
      | "email-batch-over"
      | "database-guard-failed"
      | "http-invalid-input"
      | "http-too-many-requests"
    >
  >;
  /** Call back what no vendor has yet. */
  cancelEmailBatch(
    input: {
      params: {
        id: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["EmailBatch"],
      | "http-unauthenticated"
      | "http-forbidden"
      | "email-batch-not-found"
      | "email-batch-over"
      | "database-guard-failed"
      | "http-invalid-input"
      | "http-too-many-requests"
    >
  >;
  /** Send a batch once more to those whom it did not reach. */
  resendEmailBatch(
    input: {
      params: {
        id: string;
      };
      body: Schemas["EmailBatchResend"];
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["EmailBatch"],
      | "http-malformed"
      | "http-unauthenticated"
      | "http-forbidden"
      | "email-batch-not-found"
      | "email-batch-over"
      | "database-guard-failed"
      | "http-body-too-large"
      | "http-unsupported-media-type"
      | "http-invalid-input"
      | "http-too-many-requests"
    >
  >;
  /** What mail one can agree to, and in which words. */
  listConsentPurposes(
    input?: Record<string, never>,
    options?: CallOptions,
  ): Promise<
    Result<
      {
        items: Schemas["ConsentPurpose"][];
      },
      "http-unauthenticated" | "http-too-many-requests"
    >
  >;
  /** Ask for mail: the owner of the address is mailed a link to confirm it. */
  askConsent(
    input: { body: Schemas["NewConsent"] },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["ConsentAsked"],
      | "http-malformed"
      | "http-unauthenticated"
      | "http-body-too-large"
      | "http-unsupported-media-type"
      | "http-invalid-input"
      | "http-too-many-requests"
      | "vendor-misconfigured"
      | "vendor-disabled"
    >
  >;
  /** Consents to advertising mail, newest first. */
  listConsents(
    input?: {
      query?: {
        purpose?: Schemas["ConsentPurposeName"];
        state?: "pending" | "confirmed" | "withdrawn";
        /** Rows a page. */
        limit?: number;
        /** `nextCursor` of the page before. */
        cursor?: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      {
        items: Schemas["MailConsent"][];
        /** Null on the last page. */
        nextCursor: string | null;
      },
      "http-unauthenticated" | "http-forbidden" | "http-invalid-input" | "http-too-many-requests"
    >
  >;
  /** Record a consent that was given on paper. */
  recordConsent(
    input: { body: Schemas["PaperConsent"] },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["MailConsent"],
      | "http-malformed"
      | "http-unauthenticated"
      | "http-forbidden"
      | "http-body-too-large"
      | "http-unsupported-media-type"
      | "http-invalid-input"
      | "email-consent-date"
      | "http-too-many-requests"
      | "vendor-misconfigured"
    >
  >;
  /** What an address has agreed to; it is asked for in the body, because addresses of pages are logged. */
  searchConsents(
    input: { body: Schemas["ConsentSearch"] },
    options?: CallOptions,
  ): Promise<
    Result<
      {
        items: Schemas["MailConsent"][];
      },
      | "http-malformed"
      | "http-unauthenticated"
      | "http-forbidden"
      | "http-body-too-large"
      | "http-unsupported-media-type"
      | "http-invalid-input"
      | "http-too-many-requests"
    >
  >;
  /** Consents as CSV, 5,000 a file; the audit log is told of it. */
  exportConsents(
    input?: {
      query?: {
        purpose?: Schemas["ConsentPurposeName"];
        state?: "pending" | "confirmed" | "withdrawn";
        /** `nextCursor` of the page before. */
        cursor?: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Response,
      "http-unauthenticated" | "http-forbidden" | "http-invalid-input" | "http-too-many-requests"
    >
  >;
  /** Withdraw for somebody who has asked for it. */
  withdrawConsent(
    input: {
      params: {
        id: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["MailConsent"],
      | "http-unauthenticated"
      | "http-forbidden"
      | "email-consent-not-found"
      | "http-invalid-input"
      | "http-too-many-requests"
      | "vendor-misconfigured"
    >
  >;
  /** Look at an audience line by line, and keep nothing of it. */
  checkAudience(
    input: {
      query?: {
        /** Whose variables they are: it may want links. */
        template?: "welcome" | "password-reset" | "account-suspended" | "notification" | "custom";
        /** With a CSV file as the body: what the template wants to know of each recipient, by commas. */
        variables?: string;
      };
      body: Schemas["AudienceCheck"];
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["AudienceReport"],
      | "http-malformed"
      | "http-unauthenticated"
      | "http-forbidden"
      | "http-length-required"
      | "http-body-too-large"
      | "http-unsupported-media-type"
      | "http-invalid-input"
      | "email-audience-unusable"
      | "http-too-many-requests"
    >
  >;
  /** What became of e-mails, by template, batch, day or domain. */
  readEmailStatistics(
    input?: {
      query?: {
        by?: "template" | "batch" | "day" | "domain";
        /** The first Korean date on which e-mails were sent. */
        from?: string;
        /** The last. */
        to?: string;
        template?: string;
        batch?: string;
        /** Rows at most. */
        limit?: number;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["EmailStatistics"],
      "http-unauthenticated" | "http-forbidden" | "http-invalid-input" | "http-too-many-requests"
    >
  >;
  /** What happened to an e-mail. */
  getEmailTimeline(
    input: {
      params: {
        id: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["EmailTimeline"],
      | "http-unauthenticated"
      | "http-forbidden"
      | "email-not-found"
      | "http-invalid-input"
      | "http-too-many-requests"
    >
  >;
  /** Addresses that are not written to, newest first. */
  listEmailSuppressions(
    input?: {
      query?: {
        /** Rows a page. */
        limit?: number;
        /** `nextCursor` of the page before. */
        cursor?: string;
        reason?: "bounce" | "complaint" | "staff";
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      {
        items: Schemas["EmailSuppression"][];
        /** Null on the last page. */
        nextCursor: string | null;
      },
      "http-unauthenticated" | "http-forbidden" | "http-invalid-input" | "http-too-many-requests"
    >
  >;
  /** No more advertisements to an address. */
  addEmailSuppression(
    input: { body: Schemas["NewEmailSuppression"] },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["EmailSuppression"],
      | "http-malformed"
      | "http-unauthenticated"
      | "http-forbidden"
      | "http-body-too-large"
      | "http-unsupported-media-type"
      | "http-invalid-input"
      | "http-too-many-requests"
    >
  >;
  /** Write to an address again. */
  liftEmailSuppression(
    input: {
      params: {
        id: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["EmailSuppression"],
      | "http-unauthenticated"
      | "http-forbidden"
      | "email-suppression-not-found"
      | "http-invalid-input"
      | "http-too-many-requests"
    >
  >;
  /** What e-mails there are, and what each needs to know. */
  listEmailTemplates(
    input?: Record<string, never>,
    options?: CallOptions,
  ): Promise<
    Result<Schemas["EmailTemplates"], "http-unauthenticated" | "http-forbidden" | "http-too-many-requests">
  >;
  /** What an e-mail would say with that data, or with a sample. */
  previewEmail(
    input: {
      params: {
        name: "welcome" | "password-reset" | "account-suspended" | "notification" | "custom";
      };
      body: Schemas["EmailPreviewRequest"];
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["EmailPreview"],
      | "http-malformed"
      | "http-unauthenticated"
      | "http-forbidden"
      | "http-body-too-large"
      | "http-unsupported-media-type"
      | "http-invalid-input"
      | "http-too-many-requests"
    >
  >;
  /** An e-mail with sample data, as it is looked at. */
  showEmail(
    input: {
      params: {
        name: "welcome" | "password-reset" | "account-suspended" | "notification" | "custom";
      };
      query?: {
        language?: "ko" | "en";
        purpose?: "transactional" | "advertisement";
        format?: "html" | "text";
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Response,
      "http-unauthenticated" | "http-forbidden" | "http-invalid-input" | "http-too-many-requests"
    >
  >;
  /** Send it to oneself: its subject says that it is a test. */
  sendTestEmail(
    input: {
      params: {
        name: "welcome" | "password-reset" | "account-suspended" | "notification" | "custom";
      };
      body: Schemas["EmailTestRequest"];
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["Email"],
      | "http-malformed"
      | "http-unauthenticated"
      | "http-forbidden"
      | "http-idempotency-key-running"
      | "http-body-too-large"
      | "http-unsupported-media-type"
      | "http-invalid-input"
      | "http-idempotency-key-reused"
      | "http-too-many-requests"
      | "vendor-misconfigured"
      | "vendor-disabled"
    >
  >;
  /** Take something out of the caches. */
  purgeCache(
    input: { body: Schemas["PurgeRequest"] },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["Purged"],
      | "http-malformed"
      | "http-unauthenticated"
      | "http-forbidden"
      | "http-body-too-large"
      | "http-unsupported-media-type"
      | "http-invalid-input"
      | "cache-cannot-purge-by"
      | "cache-purge-one-way"
      | "http-too-many-requests"
      | "vendor-misconfigured"
      | "vendor-refused"
      | "vendor-unavailable"
    >
  >;
  /** Whether the house and what it depends on work. */
  getHealth(
    input?: Record<string, never>,
    options?: CallOptions,
  ): Promise<Result<Schemas["Health"], "http-unauthenticated">>;
  /** Work that is recorded and not done yet, or never will be; newest first. */
  listOutbox(
    input?: {
      query?: {
        /** Rows a page. */
        limit?: number;
        /** `nextCursor` of the page before. */
        cursor?: string;
        state?: "waiting" | "running" | "done" | "dead";
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      {
        items: Schemas["OutboxMessage"][];
        /** Null on the last page. */
        nextCursor: string | null;
      },
      "http-unauthenticated" | "http-forbidden" | "http-invalid-input" | "http-too-many-requests"
    >
  >;
  /** Give dead messages another 24 hours. */
  resendOutbox(
    input: {
      body: {
        ids: string[];
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["Resent"],
      | "http-malformed"
      | "http-unauthenticated"
      | "http-forbidden"
      | "http-body-too-large"
      | "http-unsupported-media-type"
      | "http-invalid-input"
      | "http-too-many-requests"
    >
  >;
  /** API keys, newest first. */
  listApiKeys(
    input?: {
      query?: {
        /** Rows a page. */
        limit?: number;
        /** `nextCursor` of the page before. */
        cursor?: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      {
        items: Schemas["ApiKey"][];
        /** Null on the last page. */
        nextCursor: string | null;
      },
      "http-unauthenticated" | "http-forbidden" | "http-invalid-input" | "http-too-many-requests"
    >
  >;
  /** Make an API key. */
  issueApiKey(
    input: {
      body: {
        /** Who or what uses the key, for people to recognise it. */
        name: string;
        scopes: ("files:read" | "files:write" | "email:send" | "admin")[];
        /** Epoch milliseconds; never without it. */
        expiresAt?: number;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["IssuedApiKey"],
      | "http-malformed"
      | "http-unauthenticated"
      | "http-forbidden"
      | "http-idempotency-key-running"
      | "http-body-too-large"
      | "http-unsupported-media-type"
      | "http-invalid-input"
      | "http-idempotency-key-reused"
      | "http-too-many-requests"
    >
  >;
  /** Revoke an API key. */
  revokeApiKey(
    input: {
      params: {
        id: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["ApiKey"],
      | "http-unauthenticated"
      | "http-forbidden"
      | "http-not-found"
      | "http-invalid-input"
      | "http-too-many-requests"
    >
  >;
  /** What staff did, newest first. */
  listAuditLog(
    input?: {
      query?: {
        actor?: string;
        action?: string;
        subjectKind?: string;
        subjectId?: string;
        /** Rows a page. */
        limit?: number;
        /** `nextCursor` of the page before. */
        cursor?: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      {
        items: Schemas["AuditEntry"][];
        /** Null on the last page. */
        nextCursor: string | null;
      },
      "http-unauthenticated" | "http-forbidden" | "http-invalid-input" | "http-too-many-requests"
    >
  >;
  /** Seal anew, with the newest of SEALING_KEYS, some of what older ones have sealed. */
  resealValues(
    input?: {
      query?: {
        /** `nextCursor` of the page before. */
        cursor?: string;
      };
    },
    options?: CallOptions,
  ): Promise<
    Result<
      Schemas["Resealed"],
      | "http-unauthenticated"
      | "http-forbidden"
      | "database-guard-failed"
      | "http-invalid-input"
      | "http-too-many-requests"
      | "vendor-misconfigured"
    >
  >;
}

/** Method and path of every operation; a last `+` stands for several segments. @internal */
export const operations = {
  listCollections: "GET /api/files/collections",
  listFiles: "GET /api/files",
  uploadFile: "POST /api/files",
  getFile: "GET /api/files/{id}",
  changeFile: "PATCH /api/files/{id}",
  deleteFile: "DELETE /api/files/{id}",
  getDownloadUrl: "GET /api/files/{id}/url",
  restoreFile: "POST /api/files/{id}/restore",
  focusFile: "PUT /api/files/{id}/focus",
  unfocusFile: "DELETE /api/files/{id}/focus",
  beginUpload: "POST /api/files/uploads",
  signParts: "POST /api/files/uploads/{id}/parts",
  completeUpload: "POST /api/files/uploads/{id}/complete",
  deliverFile: "GET /files/{key+}",
  previewImage: "GET /images/preview/{key+}",
  renderImage: "GET /images/{preset}/{key+}",
  getThumbnail: "GET /api/files/{id}/thumbnail",
  sendEmail: "POST /api/email",
  getEmail: "GET /api/email/{id}",
  sendEmailBatch: "POST /api/email/batches",
  listEmailBatches: "GET /api/email/batches",
  getEmailBatch: "GET /api/email/batches/{id}",
  watchEmailBatch: "GET /api/email/batches/{id}/progress",
  listEmailBatchRecipients: "GET /api/email/batches/{id}/recipients",
  pauseEmailBatch: "POST /api/email/batches/{id}/pause",
  resumeEmailBatch: "POST /api/email/batches/{id}/resume",
  cancelEmailBatch: "POST /api/email/batches/{id}/cancel",
  resendEmailBatch: "POST /api/email/batches/{id}/resend",
  listConsentPurposes: "GET /api/email/consents/purposes",
  askConsent: "POST /api/email/consents",
  listConsents: "GET /api/admin/email/consents",
  recordConsent: "POST /api/admin/email/consents",
  searchConsents: "POST /api/admin/email/consents/search",
  exportConsents: "GET /api/admin/email/consents/export",
  withdrawConsent: "POST /api/admin/email/consents/{id}/withdraw",
  checkAudience: "POST /api/admin/email/audiences/check",
  readEmailStatistics: "GET /api/admin/email/stats",
  getEmailTimeline: "GET /api/admin/email/messages/{id}",
  listEmailSuppressions: "GET /api/admin/email/suppressions",
  addEmailSuppression: "POST /api/admin/email/suppressions",
  liftEmailSuppression: "DELETE /api/admin/email/suppressions/{id}",
  listEmailTemplates: "GET /api/admin/email/templates",
  previewEmail: "POST /api/admin/email/templates/{name}/preview",
  showEmail: "GET /api/admin/email/templates/{name}/preview",
  sendTestEmail: "POST /api/admin/email/templates/{name}/test",
  purgeCache: "POST /api/admin/cache/purge",
  getHealth: "GET /api/health",
  listOutbox: "GET /api/admin/outbox",
  resendOutbox: "POST /api/admin/outbox",
  listApiKeys: "GET /api/admin/api-keys",
  issueApiKey: "POST /api/admin/api-keys",
  revokeApiKey: "DELETE /api/admin/api-keys/{id}",
  listAuditLog: "GET /api/admin/audit-log",
  resealValues: "POST /api/admin/reseal",
} satisfies Record<keyof Client, string>;
