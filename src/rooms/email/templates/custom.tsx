import { fillVariables } from "../custom-data.ts";
import { escapeHtml } from "../slots.ts";
import { dress } from "./dress.ts";
import { Sanitised } from "./elements.tsx";
import type { TemplateOf } from "./template.ts";

/** Whatever staff have written, in the same frame as all else. */
export const custom: TemplateOf<"custom"> = {
  name: "custom",
  title: { ko: "직접 작성", en: "Custom" },

  sample: (language) =>
    language === "ko"
      ? {
          subject: "{{name}}님께 전하는 봄 소식",
          preheader: "지난 석 달 동안 함께 이룬 일을 모았습니다.",
          html: '<h1>봄 소식</h1><p>{{name}}님, 지난 석 달 동안 <strong>312명</strong>이 상담을 받았습니다.</p><ul><li>새 상담실을 열었습니다.</li><li>자료실에 책 140권이 들어왔습니다.</li></ul><p><a href="{{report}}">활동 보고서 읽기</a></p>',
          values: { name: "홍길동", report: "https://www.example.org/reports/spring" },
        }
      : {
          subject: "News of spring for {{name}}",
          preheader: "What we have done together in three months.",
          html: '<h1>News of spring</h1><p>Dear {{name}}, in the last three months <strong>312 people</strong> have asked us for advice.</p><ul><li>We have opened a new room for it.</li><li>The library has 140 new books.</li></ul><p><a href="{{report}}">Read the report</a></p>',
          values: { name: "Gildong Hong", report: "https://www.example.org/reports/spring" },
        },

  write({ subject, preheader, html, values = {} }) {
    return {
      subject: fillVariables(subject, values),
      ...(preheader !== undefined && { preheader: fillVariables(preheader, values) }),
      content: <Sanitised html={fillVariables(dress(html), values, escapeHtml)} />,
      // By night the ground would change under colours that were chosen by day.
      lightOnly: /(?:color|background|bgcolor)\s*[:=]/.test(html),
    };
  },
};
