import { Address, Button, Heading, Note, Paragraph } from "./elements.tsx";
import type { TemplateOf } from "./template.ts";
import { minutesInWords, write } from "./words.ts";

/** Lets somebody who asked for it choose a new password. */
export const passwordReset: TemplateOf<"password-reset"> = {
  name: "password-reset",
  title: { ko: "비밀번호 재설정", en: "Password reset" },

  sample: (language) => ({
    name: language === "ko" ? "홍길동" : "Gildong Hong",
    link: "https://www.example.org/password/reset?token=sample",
    minutes: 30,
  }),

  write({ name, link, minutes }, language, { name: us }) {
    const say = write(language);
    const time = minutesInWords(minutes, language);
    return {
      subject: say(`${us} 비밀번호를 다시 설정해 주세요`, `Choose a new password for ${us}`),
      preheader: say(`링크는 ${time} 동안 쓸 수 있습니다.`, `The link works for ${time}.`),
      because: say(
        "비밀번호 재설정을 요청하신 분께 보내 드리는 메일입니다.",
        "You are receiving this e-mail because a new password was asked for with your address.",
      ),
      content: (
        <>
          <Heading>{say("비밀번호 재설정", "Choose a new password")}</Heading>
          <Paragraph>
            {say(
              `${name}님, 비밀번호 재설정 요청을 받았습니다. 아래 링크에서 새 비밀번호를 정해 주세요.`,
              `Hello ${name}, you asked for a new password. Please choose one with the link below.`,
            )}
          </Paragraph>
          <Button href={link}>{say("새 비밀번호 정하기", "Choose a new password")}</Button>
          <Paragraph>
            {say(
              `이 링크는 ${time} 동안 한 번만 쓸 수 있습니다.`,
              `The link works for ${time}, and only once.`,
            )}
          </Paragraph>
          <Note>
            {say(
              "요청하신 적이 없다면 이 메일을 무시하셔도 됩니다. 비밀번호는 바뀌지 않습니다.",
              "If you did not ask for this, you can ignore this e-mail. Your password will not change.",
            )}
          </Note>
          <Note>
            {say(
              "링크가 열리지 않으면 이 주소를 브라우저의 주소창에 붙여 넣어 주세요.",
              "If the link does not open, paste this address into your browser.",
            )}
            <br />
            <Address href={link} />
          </Note>
        </>
      ),
    };
  },
};
