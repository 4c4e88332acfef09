/**
 * What `POST /v3/mail/send` takes: the schema PostMailSend of spec/json/tsg_mail_v3.json in twilio/sendgrid-oai at commit
 * dbe0e0d2e67a0c3c55b222d54df2acda2b9027a7, without its descriptions. Copyright 2024 Twilio SendGrid, MIT licence.
 *
 * One place is relaxed: the document types the top-level `custom_args` as a string, where the API takes an object.
 */
export const mailSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $defs: {
    MailFrom: {
      type: "object",
      properties: { email: { type: "string", format: "email" }, name: { type: "string" } },
      required: ["email"],
    },
    MailTo: {
      type: "object",
      properties: { email: { type: "string", format: "email" }, name: { type: "string" } },
      required: ["email"],
    },
    Disposition: { type: "string", enum: ["inline", "attachment"] },
  },
  type: "object",
  properties: {
    personalizations: {
      type: "array",
      uniqueItems: false,
      maxItems: 1000,
      items: {
        type: "object",
        properties: {
          from: { $ref: "#/$defs/MailFrom" },
          to: { type: "array", items: { $ref: "#/$defs/MailTo" } },
          cc: { type: "array", maxItems: 1000, items: { $ref: "#/$defs/MailTo" } },
          bcc: { type: "array", maxItems: 1000, items: { $ref: "#/$defs/MailTo" } },
          subject: { type: "string", minLength: 1 },
          headers: { type: "object" },
          substitutions: { type: "object", maxProperties: 10000, additionalProperties: { type: "string" } },
          dynamic_template_data: { type: "object" },
          custom_args: { type: "object", maxProperties: 10000 },
          send_at: { type: "integer" },
        },
        required: ["to"],
      },
    },
    from: { $ref: "#/$defs/MailFrom" },
    reply_to: { $ref: "#/$defs/MailTo" },
    reply_to_list: { type: "array", uniqueItems: true, maxItems: 1000, items: { $ref: "#/$defs/MailTo" } },
    subject: { type: "string", minLength: 1 },
    content: {
      type: "array",
      items: {
        type: "object",
        properties: { type: { type: "string", minLength: 1 }, value: { type: "string", minLength: 1 } },
        required: ["type", "value"],
      },
    },
    attachments: {
      type: "array",
      items: {
        type: "object",
        properties: {
          content: { type: "string", minLength: 1 },
          type: { type: "string", minLength: 1 },
          filename: { type: "string" },
          disposition: { type: "string", default: "attachment", $ref: "#/$defs/Disposition" },
          content_id: { type: "string" },
        },
        required: ["content", "filename"],
      },
    },
    template_id: { type: "string" },
    headers: { type: "object" },
    categories: { type: "array", uniqueItems: true, maxItems: 10, items: { type: "string", maxLength: 255 } },
    custom_args: { type: "object" },
    send_at: { type: "integer" },
    batch_id: { type: "string" },
    asm: {
      type: "object",
      properties: {
        group_id: { type: "integer" },
        groups_to_display: { type: "array", maxItems: 25, items: { type: "integer" } },
      },
      required: ["group_id"],
    },
    ip_pool_name: { type: "string", minLength: 2, maxLength: 64 },
    mail_settings: {
      type: "object",
      properties: {
        bypass_list_management: { type: "object", properties: { enable: { type: "boolean" } } },
        bypass_spam_management: { type: "object", properties: { enable: { type: "boolean" } } },
        bypass_bounce_management: { type: "object", properties: { enable: { type: "boolean" } } },
        bypass_unsubscribe_management: { type: "object", properties: { enable: { type: "boolean" } } },
        footer: {
          type: "object",
          properties: { enable: { type: "boolean" }, text: { type: "string" }, html: { type: "string" } },
        },
        sandbox_mode: { type: "object", properties: { enable: { type: "boolean" } } },
      },
    },
    tracking_settings: {
      type: "object",
      properties: {
        click_tracking: {
          type: "object",
          properties: { enable: { type: "boolean" }, enable_text: { type: "boolean" } },
        },
        open_tracking: {
          type: "object",
          properties: { enable: { type: "boolean" }, substitution_tag: { type: "string" } },
        },
        subscription_tracking: {
          type: "object",
          properties: {
            enable: { type: "boolean" },
            text: { type: "string" },
            html: { type: "string" },
            substitution_tag: { type: "string" },
          },
        },
        ganalytics: {
          type: "object",
          properties: {
            enable: { type: "boolean" },
            utm_source: { type: "string" },
            utm_medium: { type: "string" },
            utm_term: { type: "string" },
            utm_content: { type: "string" },
            utm_campaign: { type: "string" },
          },
        },
      },
    },
  },
  required: ["personalizations", "from"],
} as const;
