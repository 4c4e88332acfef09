/** One thing that SendGrid finds wrong: `field` is a dotted path into the body. */
export interface MailFault {
  message: string;
  field: string | null;
  help: null;
}

export function problem(message: string, field: string | null = null): MailFault {
  return { message, field, help: null };
}

/** An answer of the shape ErrorResponse. */
export function failure(status: number, ...errors: MailFault[]): Response {
  return Response.json({ errors }, { status });
}
