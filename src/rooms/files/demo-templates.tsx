import type { Language } from "../../kit/problem.ts";

/** One upload on its way; `web/demo-files/upload-row.ts` fills it in. */
export function UploadTemplate({ language }: { language: Language }) {
  return (
    <template id="upload-template">
      <li class="row">
        <div class="row-head">
          <strong data-part="name" />
          <span data-part="size" class="quiet" />
        </div>
        <progress data-part="bar" max={1} value={0} />
        <p data-part="state" class="quiet" />
        <div data-part="problem" class="notice" hidden />
        <div class="actions">
          <button data-part="cancel" class="button" type="button">
            {texts.cancel[language]}
          </button>
          <button data-part="retry" class="button" type="button" hidden>
            {texts.retry[language]}
          </button>
          <button data-part="dismiss" class="button" type="button" hidden>
            {texts.dismiss[language]}
          </button>
        </div>
      </li>
    </template>
  );
}

/** One file that has arrived; `web/demo-files/file-card.ts` fills it in. */
export function FileTemplate({ language }: { language: Language }) {
  return (
    <template id="file-template">
      <li class="file">
        <div class="frame">
          <img data-part="thumbnail" alt="" width="300" height="200" hidden />
          <span data-part="kind" class="kind" aria-hidden="true" />
        </div>
        <div class="file-text">
          <strong data-part="name" tabindex={-1} />
          <span data-part="facts" class="quiet" />
          <p data-part="no-thumbnail" class="quiet" hidden />
          <p data-part="deleted" class="quiet" hidden>
            {texts.deleted[language]}
          </p>
          <div data-part="problem" class="notice" hidden />
        </div>
        <div data-part="actions" class="actions">
          <button data-part="download" class="button" type="button">
            {texts.download[language]}
          </button>
          <button data-part="delete" class="button" type="button">
            {texts.delete[language]}
          </button>
          <button data-part="restore" class="button" type="button" hidden>
            {texts.restore[language]}
          </button>
        </div>
      </li>
    </template>
  );
}

const texts = {
  cancel: { ko: "취소", en: "Cancel" },
  retry: { ko: "다시 시도", en: "Try again" },
  dismiss: { ko: "닫기", en: "Dismiss" },
  download: { ko: "내려받기", en: "Download" },
  delete: { ko: "삭제", en: "Delete" },
  restore: { ko: "되돌리기", en: "Restore" },
  deleted: {
    ko: "삭제했습니다. 30일 안에 되돌릴 수 있습니다.",
    en: "Deleted. It can be restored for 30 days.",
  },
};
