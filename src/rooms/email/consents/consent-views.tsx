import type { Child } from "hono/jsx";
import type { Language } from "../../../kit/problem.ts";
import { type ConsentPurpose, consentPurposes, type PurposeName } from "./purposes.ts";
import type { Preferences } from "./service.ts";
import { words } from "./view-words.ts";

/** Asks once more before a consent is given, with the words that are agreed to. */
export const AskToConfirm = ({
  purpose,
  text,
  language,
}: { purpose: ConsentPurpose; text: string } & Spoken) => (
  <>
    <h1>{words.confirm.heading[language](purpose.title[language])}</h1>
    <p class="lead">{words.confirm.lead[language]}</p>
    <div class="sheet">
      <p>{text}</p>
    </div>
    <Form>
      <button class="button primary" type="submit">
        {words.confirm.button[language]}
      </button>
    </Form>
  </>
);

export const Confirmed = ({
  purpose,
  preferences,
  language,
}: { purpose: ConsentPurpose } & Onward & Spoken) => (
  <>
    <h1>{words.confirmed.heading[language]}</h1>
    <p class="lead">{words.confirmed.lead[language](purpose.title[language])}</p>
    {preferences !== null && <a href={preferences}>{words.toPreferences[language]}</a>}
  </>
);

/** Asks once more before a consent ends: programs that look at links must not end it. */
export const AskToWithdraw = ({
  title,
  address,
  preferences,
  language,
}: { title: string; address: string } & Onward & Spoken) => (
  <>
    <h1>{words.withdraw.heading[language](title)}</h1>
    <p class="lead">{words.withdraw.lead[language](title, address)}</p>
    <Form>
      <div class="form-actions">
        <button class="button primary" type="submit">
          {words.withdraw.button[language]}
        </button>
        {preferences !== null && <a href={preferences}>{words.toPreferences[language]}</a>}
      </div>
    </Form>
  </>
);

export const Withdrawn = ({
  title,
  justNow,
  preferences,
  language,
}: { title: string | null; justNow: boolean } & Onward & Spoken) => (
  <>
    <h1>{(justNow ? words.withdrawn.heading : words.withdrawn.already)[language]}</h1>
    <p class="lead">
      {words.withdrawn.lead[language](title)} {justNow && words.withdrawn.notice[language]}
    </p>
    {preferences !== null && <a href={preferences}>{words.toPreferences[language]}</a>}
  </>
);

/** What somebody gets, to be changed. */
export const Choices = ({
  address,
  items,
  saved,
  language,
}: { address: string; items: Preferences["items"]; saved: boolean } & Spoken) => (
  <>
    <h1>{words.preferences.heading[language]}</h1>
    <p class="lead">{words.preferences.lead[language](address)}</p>
    {saved && (
      <p class="notice" role="status">
        {words.preferences.saved[language]}
      </p>
    )}
    <Form>
      <fieldset class="choices">
        <legend class="hidden">{words.preferences.legend[language]}</legend>
        {items.map(({ purpose, state }) => (
          <Choice purpose={purpose} state={state} language={language} />
        ))}
      </fieldset>
      <div class="form-actions">
        <button class="button primary" type="submit">
          {words.preferences.save[language]}
        </button>
        <button class="button" type="submit" name="stop" value="all">
          {words.preferences.stop[language]}
        </button>
      </div>
      <p class="quiet">{words.preferences.note[language]}</p>
    </Form>
  </>
);

/** Of somebody whose address is not kept any more. */
export const Forgotten = ({ language }: Spoken) => (
  <>
    <h1>{words.withdrawn.already[language]}</h1>
    <p class="lead">{words.preferences.forgotten[language]}</p>
  </>
);

type Item = Preferences["items"][number];

const Choice = ({ purpose, state, language }: Item & Spoken) => {
  const { title, about } = purposeOf(purpose);
  return (
    <label class="choice">
      <input type="checkbox" name="purpose" value={purpose} checked={state === "on"} />
      <span class="name">{title[language]}</span>
      <span class="quiet">{about[language]}</span>
      {state === "asked" && <span class="quiet">{words.preferences.asked[language]}</span>}
    </label>
  );
};

/** Without an action it goes to the address of the page, and works without a script. */
const Form = ({ children }: { children?: Child }) => (
  <form class="form" method="post">
    {children}
  </form>
);

interface Spoken {
  readonly language: Language;
}

interface Onward {
  /** Where everything that the reader gets is seen; null of somebody who gets nothing. */
  readonly preferences: string | null;
}

/** What a purpose is called, and what comes. */
export const purposeOf = (name: PurposeName): ConsentPurpose => consentPurposes[name];
