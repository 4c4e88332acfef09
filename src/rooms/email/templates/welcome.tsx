import type { TemplateData } from "../schema.ts";
import { letter } from "./letter.tsx";
import type { Template } from "./template.ts";

/** Greets a new member. */
export const welcome: Template<TemplateData<"welcome">> = ({ name }, language) => {
  const { subject, lines } = texts[language](name);
  const [greeting, ...rest] = lines;
  const content = (
    <>
      <h1 style="margin:0 0 16px;font-size:22px;">{greeting}</h1>
      {rest.map((line) => (
        <p style="margin:0 0 12px;">{line}</p>
      ))}
    </>
  );
  return { subject, html: letter(language, subject, content), text: lines.join("\n\n") };
};

const texts = {
  ko: (name: string) => ({
    subject: `${name}님, TOV에 오신 것을 환영합니다`,
    lines: [
      `${name}님, 반갑습니다.`,
      "회원이 되어 주셔서 고맙습니다. 이제 홈페이지에서 소식을 받아 보고, 상담을 신청하고, 자료실을 이용하실 수 있습니다.",
      "궁금한 점이 있으면 이 메일에 답장해 주세요.",
    ],
  }),
  en: (name: string) => ({
    subject: `Welcome to TOV, ${name}`,
    lines: [
      `Hello ${name},`,
      "thank you for joining us. On our homepage you can now follow our news, ask for advice and use the library.",
      "If there is anything you want to know, just answer this e-mail.",
    ],
  }),
};
