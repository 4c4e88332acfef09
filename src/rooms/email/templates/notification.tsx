import { Button, Facts, Heading, Paragraph, Prose } from "./elements.tsx";
import type { TemplateOf } from "./template.ts";
import { write } from "./words.ts";

/** Any news that is text, facts and one link. */
export const notification: TemplateOf<"notification"> = {
  name: "notification",
  title: { ko: "일반 알림", en: "Notification" },

  sample: (language) =>
    language === "ko"
      ? {
          name: "홍길동",
          title: "봄맞이 자원봉사 교육이 확정되었습니다",
          body: "신청해 주셔서 고맙습니다. 교육 일정이 아래와 같이 확정되었습니다.\n\n편한 옷차림으로 10분 전까지 와 주세요. 점심은 저희가 준비합니다.",
          details: [
            { label: "일시", value: "2027년 3월 13일(토) 오전 10시" },
            { label: "장소", value: "낙원상가 5층 교육실" },
            { label: "준비물", value: "개인 컵" },
          ],
          link: "https://www.example.org/events/spring",
          button: "일정 자세히 보기",
        }
      : {
          name: "Gildong Hong",
          title: "Your place in the spring training is confirmed",
          body: "Thank you for signing up. The training will be held as follows.\n\nPlease wear something comfortable and be there ten minutes early. Lunch is on us.",
          details: [
            { label: "When", value: "Saturday, 13 March 2027, 10 a.m." },
            { label: "Where", value: "Training room, 5th floor, Nakwon Arcade" },
            { label: "Bring", value: "A cup of your own" },
          ],
          link: "https://www.example.org/events/spring",
          button: "See the programme",
        },

  write({ name, title, body, details = [], link, button }, language, { name: us }) {
    const say = write(language);
    return {
      subject: title,
      preheader: Array.from(body.split("\n", 1)[0]!).slice(0, 120).join(""),
      because: say(
        `${us}에서 알려 드릴 것이 있어 보내 드리는 메일입니다.`,
        `You are receiving this e-mail because ${us} has something to tell you.`,
      ),
      content: (
        <>
          <Heading>{title}</Heading>
          {name !== undefined && <Paragraph>{say(`${name}님, 안녕하세요.`, `Hello ${name},`)}</Paragraph>}
          <Prose text={body} />
          {details.length > 0 && <Facts rows={details} />}
          {link !== undefined && <Button href={link}>{button ?? say("자세히 보기", "See more")}</Button>}
        </>
      ),
    };
  },
};
