import { describe, expect, test } from "vitest";
import { mailing, openAccount, recipient } from "../../../setup/smtp/account.ts";
import type { ReceivedMail } from "../../../setup/smtp/inbox.ts";

const evil = "Bcc: evil@example.net";

/** Names of the header fields of the whole message, in the order of its lines. */
const fieldsOf = ({ raw }: ReceivedMail) =>
  raw
    .slice(0, raw.indexOf("\r\n\r\n"))
    .split("\r\n")
    .filter((line) => !/^\s/.test(line))
    .map((line) => line.split(":")[0]!.toLowerCase());

describe("a line break begins no header of its own", () => {
  const breaks = ["\r\n", "\n", "\r", "\u2028", "\0\r\n", "\r\n\t\r\n"];

  test.each(breaks)("in a subject, a name, an attachment's name, a header, by %j", async (cut) => {
    const { driver, received } = openAccount();
    const said = `a${cut}${evil}${cut}${cut}<b>body</b>`;
    const who = recipient("hana@example.org", {
      to: { email: "hana@example.org", name: said },
      headers: { "List-Unsubscribe": `<https://tov.example/>${cut}${evil}` },
    });
    const sent = mailing([who], {
      content: { subject: said, html: "<p>a</p>", text: "a" },
      attachments: [{ name: said, type: "text/plain", bytes: new Uint8Array([97]) }],
    });
    expect(await driver.send(sent)).toMatchObject([{ outcome: "taken" }]);
    const [mail] = await received();
    expect(fieldsOf(mail!)).not.toContain("bcc");
    expect(mail!.envelope.to).toEqual(["hana@example.org"]);
    expect(mail!.to.map(({ address }) => address)).toEqual(["hana@example.org"]);
    expect(mail).toMatchObject({ html: "<p>a</p>", text: "a" });
    expect(mail!.attachments).toHaveLength(1);
  });

  test("in the name of a header", async () => {
    const { driver, received } = openAccount();
    const headers = { [`X-A: b\r\n${evil}\r\nX-B`]: "c" };
    await driver.send(mailing([recipient("hana@example.org", { headers })])).catch(() => {});
    for (const mail of await received()) expect(fieldsOf(mail)).not.toContain("bcc");
  });
});

describe("an address that the protocol cannot carry is refused, and nothing of it is sent", () => {
  test.each([
    "hana@example.org>\r\nRCPT TO:<evil@example.net",
    "hana@example.org\r\nDATA",
    "hana@example.org> SIZE=1",
    "<hana@example.org",
    "ha na@example.org",
    "하나@example.org",
    "hana@예시.한국",
    "",
  ])("%j", async (email) => {
    const { driver, received } = openAccount();
    const people = [recipient(email), recipient("duri@example.org")];
    expect(await driver.send(mailing(people))).toMatchObject([
      { outcome: "refused", failure: "5.1.3" },
      { outcome: "taken" },
    ]);
    expect((await received()).map(({ envelope }) => envelope.to)).toEqual([["duri@example.org"]]);
  });
});

test("a line that is one dot ends no message, nor does one between lone ends of lines", async () => {
  const { driver, received } = openAccount();
  const cuts = ["\r\n", "\n", "\r"];
  const text = cuts
    .flatMap((one) => cuts.map((two) => `a${one}.${two}MAIL FROM:<evil@example.net>${one}..b`))
    .join("\n");
  await driver.send(
    mailing([recipient("hana@example.org")], { content: { subject: "a", html: text, text } }),
  );
  const mails = await received();
  expect(mails).toHaveLength(1);
  expect(mails[0]!.text!.trimEnd()).toBe(text.replace(/\r\n?/g, "\n"));
});
