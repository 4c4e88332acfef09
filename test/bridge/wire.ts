import type { FieldInfo } from "mariadb";

const unsigned = 1 << 5;
const enumeration = 1 << 8;
const binaryCharset = 63;

/** A column as PlanetScale describes it (`query.proto` of Vitess, message Field). */
export function encodeField(field: FieldInfo) {
  const type = typeOf(field);
  return {
    name: field.name(),
    type,
    table: field.table() || undefined,
    orgTable: field.orgTable() || undefined,
    database: field.db() || undefined,
    orgName: field.orgName() || undefined,
    columnLength: field.columnLength,
    charset: type === "JSON" ? binaryCharset : field.collation.index,
    flags: field.flags || undefined,
    decimals: field.scale || undefined,
  };
}

/** A row: the length of each value in digits, -1 for NULL, and all values end to end in base64. */
export function encodeRow(values: readonly (Buffer | null)[]) {
  return {
    lengths: values.map((value) => String(value?.length ?? -1)),
    values: Buffer.concat(values.filter((value) => value !== null)).toString("base64"),
  };
}

const integers: Record<string, string> = {
  TINY: "INT8",
  SHORT: "INT16",
  INT24: "INT24",
  INT: "INT32",
  BIGINT: "INT64",
};

const others: Record<string, string> = {
  FLOAT: "FLOAT32",
  DOUBLE: "FLOAT64",
  DECIMAL: "DECIMAL",
  NEWDECIMAL: "DECIMAL",
  NULL: "NULL_TYPE",
  NEWDATE: "DATE",
};

function typeOf(field: FieldInfo): string {
  if (field.isDataTypeFormatJson()) return "JSON";
  const integer = integers[field.type];
  if (integer) return field.flags & unsigned ? `U${integer}` : integer;
  if (field.flags & enumeration) return "ENUM";
  if (field.isSet()) return "SET";
  return others[field.type] ?? textType(field) ?? field.type;
}

function textType(field: FieldInfo): string | undefined {
  const binary = field.collation.index === binaryCharset;
  if (field.type === "STRING") return binary ? "BINARY" : "CHAR";
  if (field.type.includes("BLOB")) return binary ? "BLOB" : "TEXT";
  if (field.type.startsWith("VAR")) return binary ? "VARBINARY" : "VARCHAR";
}
