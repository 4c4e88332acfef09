/** Texts and quoted names, comments, and the semicolon that ends a statement. */
const tokens = /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`[^`]*`|\/\*[\s\S]*?\*\/|(?:--\s|#)[^\n]*|;/g;

/** The statements of a migration, without comments. A semicolon in a text or a comment ends nothing. */
export function splitStatements(sql: string): string[] {
  const end = "\0";
  const marked = sql.replace(tokens, (token) => {
    if (token === ";") return end;
    return /^(?:--|#|\/\*)/.test(token) ? " " : token;
  });
  return marked
    .split(end)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}
