/** Whether a client names a media type among those it takes (RFC 9110, section 12.5.1). A wildcard names nothing. */
export function namesType({ headers }: Request, type: string): boolean {
  return (headers.get("accept") ?? "").split(",").some((range) => {
    const [name, ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    return name === type && !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
  });
}
