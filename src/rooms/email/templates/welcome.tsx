import { Button, Heading, Paragraph } from "./elements.tsx";
import type { TemplateOf } from "./template.ts";
import { write } from "./words.ts";

/** Greets a new member. */
export const welcome: TemplateOf<"welcome"> = {
  name: "welcome",
  title: { ko: "가입 환영", en: "Welcome" },

  sample: (language) => ({
    name: language === "ko" ? "홍길동" : "Gildong Hong",
    link: "https://www.example.org/",
  }),

  write({ name, link }, language, { name: us, email }) {
    const say = write(language);
    return {
      subject: say(`${name}님, ${us}에 오신 것을 환영합니다`, `Welcome to ${us}, ${name}`),
      preheader: say("함께해 주셔서 고맙습니다.", "Thank you for joining us."),
      because: say(
        `${us} 홈페이지에 가입하신 분께 보내 드리는 메일입니다.`,
        `You are receiving this e-mail because you joined ${us} on our homepage.`,
      ),
      content: (
        <>
          <Heading>{say(`${name}님, 반갑습니다.`, `Welcome, ${name}`)}</Heading>
          <Paragraph>
            {say(
              `${us}의 회원이 되어 주셔서 고맙습니다. 이제 홈페이지에서 소식을 받아 보고, 상담을 신청하고, 자료실을 이용하실 수 있습니다.`,
              `Thank you for joining ${us}. On our homepage you can now follow our news, ask for advice and use the library.`,
            )}
          </Paragraph>
          {link !== undefined && (
            <Button href={link}>{say("홈페이지 둘러보기", "Visit our homepage")}</Button>
          )}
          {email !== null && (
            <Paragraph>
              {say(
                `궁금한 점이 있으면 ${email}로 언제든 편하게 물어봐 주세요.`,
                `If you have any questions, write to ${email} at any time.`,
              )}
            </Paragraph>
          )}
          <Paragraph>{say(`${us} 드림`, `Yours, ${us}`)}</Paragraph>
        </>
      ),
    };
  },
};
