import type { Language } from "../../kit/problem.ts";
import { type CollectionName, collectionNames, collectionOf } from "./collections.ts";
import { CollectionRules } from "./demo-rules.tsx";
import { FileTemplate, UploadTemplate } from "./demo-templates.tsx";
import { acceptOf } from "./type-names.ts";

/** What `/demo/files` shows. Uploads and files are filled in from the templates by `web/demo-files`. */
export function DemoPage({ language, apiKey }: { language: Language; apiKey: string }) {
  return (
    <>
      <h1>{title[language]}</h1>
      <p class="lead">{description[language]}</p>
      <noscript>
        <p class="notice">{texts.withoutScript[language]}</p>
      </noscript>
      <div class="demo">
        <Settings language={language} apiKey={apiKey} />
        <div class="work">
          <DropZone language={language} />
          <p id="announcer" class="hidden" role="status" />
          <section id="uploads-section" aria-labelledby="uploads-heading" hidden>
            <h2 id="uploads-heading">{texts.uploads[language]}</h2>
            <ul id="uploads" class="rows" />
          </section>
          <section aria-labelledby="files-heading">
            <h2 id="files-heading" tabindex={-1}>
              {texts.files[language]}
            </h2>
            <p id="files-note" class="quiet">
              {texts.empty[language]}
            </p>
            <ul id="files" class="files" />
            <button id="more" class="button" type="button" hidden>
              {texts.more[language]}
            </button>
          </section>
        </div>
      </div>
      <UploadTemplate language={language} />
      <FileTemplate language={language} />
    </>
  );
}

function Settings({ language, apiKey }: { language: Language; apiKey: string }) {
  return (
    <form id="settings" class="settings card">
      <label for="collection">{texts.collection[language]}</label>
      <select id="collection" autocomplete="off">
        {collectionNames.map((name) => (
          <CollectionOption language={language} name={name} />
        ))}
      </select>
      <div aria-live="polite">
        {collectionNames.map((name, index) => (
          <CollectionRules language={language} name={name} hidden={index > 0} />
        ))}
      </div>
      <label for="key">{texts.key[language]}</label>
      <input
        id="key"
        type="password"
        autocomplete="off"
        spellcheck={false}
        placeholder="tov_…"
        value={apiKey}
        aria-describedby="key-note"
      />
      <p id="key-note" class="quiet">
        {texts.keyNote[language]}
      </p>
    </form>
  );
}

function CollectionOption({ language, name }: { language: Language; name: CollectionName }) {
  const { title, types, visibility } = collectionOf(name);
  return (
    <option value={name} data-accept={acceptOf(types)} data-visibility={visibility}>
      {title[language]}
    </option>
  );
}

function DropZone({ language }: { language: Language }) {
  return (
    <div id="drop" class="drop">
      <input id="choose" type="file" multiple class="hidden" aria-describedby="drop-note" />
      <label class="button primary" for="choose">
        {texts.choose[language]}
      </label>
      <p id="drop-note">{texts.drop[language]}</p>
    </div>
  );
}

export const title = { ko: "파일 올려 보기", en: "Try uploading files" };

export const description = {
  ko: "휴대전화 사진이나 한글·PDF 문서를 올려 보세요. 사진은 썸네일로 보이고, 문서는 원래 이름 그대로 내려받을 수 있습니다.",
  en: "Upload photos from your phone, HWP or PDF documents. Photos come back as thumbnails, documents as downloads under their own names.",
};

const texts = {
  collection: { ko: "어디에 올릴까요?", en: "Where should they go?" },
  key: { ko: "API 키", en: "API key" },
  keyNote: {
    ko: "이 탭을 닫으면 지워집니다. 상담 첨부는 키 없이도 올릴 수 있습니다.",
    en: "Forgotten when this tab closes. Consultation attachments need no key.",
  },
  choose: { ko: "파일 고르기", en: "Choose files" },
  drop: { ko: "여러 파일을 이곳에 끌어다 놓아도 됩니다.", en: "Or drop any number of files here." },
  uploads: { ko: "올리는 파일", en: "On their way" },
  files: { ko: "올린 파일", en: "Files" },
  empty: { ko: "아직 파일이 없습니다.", en: "There are no files yet." },
  more: { ko: "더 보기", en: "Show more" },
  withoutScript: { ko: "파일을 올리려면 JavaScript를 켜 주세요.", en: "Uploading needs JavaScript." },
};
