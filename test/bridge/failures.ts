import { SqlError } from "mariadb";

/** The `error` of an answer. PlanetScale sends it with HTTP status 200. */
export interface Failure {
  code: string;
  message: string;
}

/** gRPC's status names, in the two spellings that an error has. */
const names = {
  ABORTED: "Aborted",
  ALREADY_EXISTS: "AlreadyExists",
  CANCELED: "Canceled",
  DEADLINE_EXCEEDED: "DeadlineExceeded",
  FAILED_PRECONDITION: "FailedPrecondition",
  INVALID_ARGUMENT: "InvalidArgument",
  NOT_FOUND: "NotFound",
  UNAVAILABLE: "Unavailable",
  UNKNOWN: "Unknown",
};

type Code = keyof typeof names;

const codes: Record<number, Code> = {
  1048: "INVALID_ARGUMENT",
  1054: "INVALID_ARGUMENT",
  1062: "ALREADY_EXISTS",
  1064: "INVALID_ARGUMENT",
  1146: "NOT_FOUND",
  1205: "DEADLINE_EXCEEDED",
  1213: "ABORTED",
  1317: "CANCELED",
  1406: "FAILED_PRECONDITION",
};

/** An error of Vitess itself, which has no MySQL number. */
export function vitessFailure(code: Code, description: string): Failure {
  return {
    code,
    message: `target: main.-.primary: vttablet: rpc error: code = ${names[code]} desc = ${description} (CallerID: local)`,
  };
}

/** An error of MySQL, as Vitess passes it on. */
export function mysqlFailure(error: unknown): Failure {
  if (!(error instanceof SqlError) || error.errno <= 0) return vitessFailure("UNAVAILABLE", String(error));
  const { errno, sqlState, sqlMessage } = error;
  return vitessFailure(codes[errno] ?? "UNKNOWN", `${sqlMessage} (errno ${errno}) (sqlstate ${sqlState})`);
}
