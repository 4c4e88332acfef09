import { koreanDate } from "../../../kit/kst.ts";
import type { Language } from "../../../kit/problem.ts";
import {
  type ConsentLetterData,
  type ConsentLetterName,
  consentLetterData,
} from "../consents/letter-data.ts";
import { Address, Button, Heading, Note, Paragraph } from "./elements.tsx";
import type { Letter, Organisation } from "./template.ts";
import { dateInWords, write } from "./words.ts";

type Writer<Name extends ConsentLetterName> = (
  data: ConsentLetterData<Name>,
  language: Language,
  organisation: Organisation,
) => Letter;

/** What stands on a button, and where it leads. */
interface Action {
  readonly label: string;
  readonly url: string;
}

/** The name that whoever asked gave is not repeated: it may be a stranger's, and any text. */
const confirm: Writer<"consent-confirm"> = ({ titles, askedAt, url }, language, { name: us }) => {
  const say = write(language);
  const [what, day] = [titles.join(", "), dayOf(askedAt, language)];
  return {
    subject: say(`[${us}] ${what} 수신 동의를 확인해 주세요`, `[${us}] Please confirm: ${what}`),
    because: say(
      `${us} 홈페이지에서 수신 신청이 들어와 보내 드리는 확인 메일입니다.`,
      `You get this e-mail because somebody entered your address on the homepage of ${us}.`,
    ),
    content: compose({
      heading: say("수신 동의 확인", "Please confirm"),
      lines: [
        say(
          `${day}에 이 메일 주소로 ${us}의 ‘${what}’ 수신 신청이 들어왔습니다. 아래 버튼을 누르고, 열리는 화면에서 한 번 더 확인해 주시면 보내 드리기 시작합니다.`,
          `On ${day} somebody asked for “${what}” of ${us} to be sent to this address. Press the button below and confirm on the page that it opens, and we begin to send it.`,
        ),
      ],
      actions: [{ label: say("수신 동의 확인하기", "Confirm"), url }],
      notes: [
        say("이 링크는 7일 동안 쓸 수 있습니다.", "The link works for 7 days."),
        say(
          "신청하신 적이 없다면 아무것도 하지 않으셔도 됩니다. 확인하지 않으시면 소식을 보내지 않고, 주소도 곧 지웁니다.",
          "If it was not you, there is nothing to do: without your confirmation nothing is sent, and the address is soon deleted.",
        ),
      ],
      language,
    }),
  };
};

/** 정보통신망법 시행령 제62조의2: the sender's name, what the recipient declared and when, and what came of it. */
const result: Writer<"consent-result"> = ({ titles, result: outcome, at, url }, language, { name: us }) => {
  const say = write(language);
  const [what, day, on] = [titles.join(", "), dayOf(at, language), outcome === "confirmed"];
  return {
    subject: say(
      `[${us}] ${what} ${on ? "수신 동의" : "수신 거부"} 처리 결과 안내`,
      `[${us}] ${what}: you are ${on ? "subscribed" : "unsubscribed"}`,
    ),
    because: say(
      "정보통신망법에 따라 수신 동의와 수신 거부의 처리 결과를 알려 드리는 메일입니다.",
      "Korean law asks us to tell you what came of your consent or your withdrawal.",
    ),
    content: compose({
      heading: on
        ? say("수신 동의가 처리되었습니다", "You are subscribed")
        : say("수신 거부가 처리되었습니다", "You are unsubscribed"),
      lines: [
        on
          ? say(
              `${day}에 ${us}의 ‘${what}’ 이메일 수신에 동의하셨고, 그대로 처리되었습니다. 앞으로 이 주소로 보내 드립니다.`,
              `On ${day} you agreed to get “${what}” of ${us} by e-mail. This is done, and it will be sent to this address.`,
            )
          : say(
              `${day}에 ${us}의 ‘${what}’ 이메일 수신을 거부(동의 철회)하셨고, 그대로 처리되었습니다. 앞으로 보내 드리지 않습니다.`,
              `On ${day} you withdrew from “${what}” of ${us} by e-mail. This is done, and it will not be sent any more.`,
            ),
      ],
      actions: [{ label: say("수신 설정 바꾸기", "Change what you get"), url }],
      notes: [say("언제든지 무료로 바꾸실 수 있습니다.", "You can change it at any time, free of charge.")],
      language,
    }),
  };
};

/** 정보통신망법 시행령 제62조의3: the sender's name, the date of the consent, and how to keep or withdraw it. */
const reminder: Writer<"consent-reminder"> = (
  { titles, givenAt, keepUrl, withdrawUrl },
  language,
  { name: us },
) => {
  const say = write(language);
  const [what, day] = [titles.join(", "), dayOf(givenAt, language)];
  return {
    subject: say(`[${us}] ${what} 수신 동의 여부를 확인해 주세요`, `[${us}] Do you still want ${what}?`),
    because: say(
      "정보통신망법에 따라 2년마다 수신 동의 여부를 확인하는 메일입니다.",
      "Korean law has us ask every two years whether you still agree.",
    ),
    content: compose({
      heading: say("계속 받아 보시겠어요?", "Shall we go on?"),
      lines: [
        say(
          `${day}에 ${us}의 ‘${what}’ 이메일 수신에 동의해 주셔서 지금까지 보내 드리고 있습니다.`,
          `On ${day} you agreed to get “${what}” of ${us} by e-mail, and we have sent it since.`,
        ),
        say(
          "계속 받으시려면 아무것도 하지 않으셔도 됩니다. 따로 의사를 밝히지 않으시면 동의가 그대로 유지됩니다. 뜻을 남기시려면 ‘계속 받기’를 누르고 저장해 주세요. 더 받지 않으시려면 ‘수신 거부’를 눌러 주세요.",
          "To go on getting it, there is nothing to do: without an answer your consent stays as it is. “Keep it” and saving puts your answer on record, “Unsubscribe” ends it.",
        ),
      ],
      actions: [
        { label: say("계속 받기", "Keep it"), url: keepUrl },
        { label: say("수신 거부", "Unsubscribe"), url: withdrawUrl },
      ],
      notes: [
        say("철회는 언제든지 무료로 하실 수 있습니다.", "You can withdraw at any time, free of charge."),
      ],
      language,
    }),
  };
};

const writers: { readonly [Name in ConsentLetterName]: Writer<Name> } = {
  "consent-confirm": confirm,
  "consent-result": result,
  "consent-reminder": reminder,
};

/**
 * A letter about consents; none of them is an advertisement, and none contains one. Null for another name.
 * @throws ZodError for data of another release
 */
export function writeConsentLetter(
  name: string,
  data: unknown,
  language: Language,
  organisation: Organisation,
): Letter | null {
  if (!Object.hasOwn(writers, name)) return null;
  const known = name as ConsentLetterName;
  const writer = writers[known] as Writer<ConsentLetterName>;
  return writer(consentLetterData[known].parse(data), language, organisation);
}

interface Pieces {
  readonly heading: string;
  readonly lines: readonly string[];
  readonly actions: readonly Action[];
  readonly notes: readonly string[];
  readonly language: Language;
}

const compose = ({ heading, lines, actions, notes, language }: Pieces) => (
  <>
    <Heading>{heading}</Heading>
    {lines.map((line) => (
      <Paragraph>{line}</Paragraph>
    ))}
    {actions.map(({ label, url }) => (
      <Button href={url}>{label}</Button>
    ))}
    {notes.map((note) => (
      <Note>{note}</Note>
    ))}
    <Note>
      {write(language)(
        "버튼이 눌리지 않으면 주소를 브라우저의 주소창에 붙여 넣어 주세요.",
        "If a button does not work, paste the address into your browser.",
      )}
      {actions.map(({ url }) => (
        <>
          <br />
          <Address href={url} />
        </>
      ))}
    </Note>
  </>
);

const dayOf = (instant: number, language: Language) => dateInWords(koreanDate(instant), language);
