import { Button, Heading, Label, Note, Panel, Paragraph, Prose } from "./elements.tsx";
import type { TemplateOf } from "./template.ts";
import { dateInWords, write } from "./words.ts";

/** Tells somebody that, why and until when an account is suspended, and how to object. */
export const accountSuspended: TemplateOf<"account-suspended"> = {
  name: "account-suspended",
  title: { ko: "계정 정지 안내", en: "Account suspended" },

  sample: (language) => ({
    name: language === "ko" ? "홍길동" : "Gildong Hong",
    reason:
      language === "ko"
        ? "게시판 이용 규칙 제3조(광고 글 금지)를 여러 차례 어겼습니다."
        : "Rule 3 of our boards, which allows no advertisements, was broken several times.",
    until: "2026-12-31",
    appeal: "https://www.example.org/appeal",
  }),

  write({ name, reason, until, appeal }, language, { name: us, email }) {
    const say = write(language);
    const end = until === undefined ? null : dateInWords(until, language);
    return {
      subject: say(`${us} 계정 이용이 정지되었습니다`, `Your account with ${us} is suspended`),
      preheader: say("정지된 까닭과 기간을 알려 드립니다.", "Why, and for how long."),
      because: say(
        "계정 이용에 중요한 변경이 있어 보내 드리는 메일입니다.",
        "You are receiving this e-mail because something important about your account has changed.",
      ),
      content: (
        <>
          <Heading>{say("계정 이용이 정지되었습니다", "Your account is suspended")}</Heading>
          <Paragraph>
            {say(
              `${name}님의 ${us} 계정을 아래와 같은 이유로 당분간 이용하실 수 없습니다.`,
              `Hello ${name}, for the reason below you cannot use your account with ${us} for now.`,
            )}
          </Paragraph>
          <Panel>
            <Label>{say("정지된 이유", "Reason")}</Label>
            <Prose text={reason} />
            <Label>{say("정지 기간", "How long")}</Label>
            <Paragraph>
              {end === null
                ? say("따로 알려 드릴 때까지", "Until further notice")
                : say(`${end}까지`, `Until ${end}`)}
            </Paragraph>
          </Panel>
          {appeal !== undefined && (
            <>
              <Paragraph>
                {say(
                  "사실과 다르거나 설명하실 것이 있으면 이의를 신청해 주세요. 담당자가 다시 살펴보겠습니다.",
                  "If this is wrong, or there is something you want to explain, ask for a review. We will look at it again.",
                )}
              </Paragraph>
              <Button href={appeal}>{say("이의 신청하기", "Ask for a review")}</Button>
            </>
          )}
          {email !== null && (
            <Note>
              {say(
                `문의하실 것이 있으면 ${email}로 보내 주세요.`,
                `If you have questions, write to ${email}.`,
              )}
            </Note>
          )}
        </>
      ),
    };
  },
};
