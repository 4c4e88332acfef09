/** Colours by day; every pair of text and ground is at least 4.5:1. */
export const colour = {
  ground: "#f3f4f0",
  sheet: "#ffffff",
  ink: "#1c2421",
  quiet: "#58645e",
  rule: "#dfe2dc",
  panel: "#f3f6f3",
  accent: "#0b6b57",
  onAccent: "#ffffff",
};

/** By night. */
const dark = {
  ground: "#121715",
  sheet: "#1c2421",
  ink: "#e9eeeb",
  quiet: "#a9b4ae",
  rule: "#39433e",
  panel: "#26302c",
  accent: "#6fd0b4",
  onAccent: "#0c1613",
};

/** Without web fonts, which few mail programs load. */
export const font =
  "font-family:Pretendard,'Apple SD Gothic Neo','Noto Sans KR','Malgun Gothic',-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

const night = (at: string) =>
  `${at}.ground{background-color:${dark.ground}!important}` +
  `${at}.sheet{background-color:${dark.sheet}!important}` +
  `${at}.panel{background-color:${dark.panel}!important}` +
  `${at}.button{background-color:${dark.accent}!important}` +
  `${at}.ink{color:${dark.ink}!important}` +
  `${at}.quiet{color:${dark.quiet}!important}` +
  `${at}.link{color:${dark.accent}!important}` +
  `${at}.button-text{color:${dark.onAccent}!important}` +
  `${at}.rule{border-color:${dark.rule}!important}`;

/**
 * What cannot stand with an element: the night, and narrow screens. Programs that leave it out still have every colour and
 * measure inline. `[data-ogsc]` and `[data-ogsb]` is how Outlook on the web says that it is night there.
 */
export function styleSheet(lightOnly: boolean): string {
  const common =
    "body{margin:0;padding:0;-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%}" +
    "table{mso-table-lspace:0;mso-table-rspace:0}" +
    "img{max-width:100%;height:auto;border:0}" +
    "@media (max-width:620px){.edge{padding-left:22px!important;padding-right:22px!important}}";
  if (lightOnly) return `:root{color-scheme:light only}${common}`;
  return `:root{color-scheme:light dark;supported-color-schemes:light dark}${common}@media (prefers-color-scheme:dark){${night("")}}${night("[data-ogsc] ")}`;
}
