import type { Language, Text } from "../../kit/problem.ts";
import { type Collection, type CollectionName, collectionOf } from "./collections.ts";
import { typeNameOf } from "./type-names.ts";

/** The rules of a collection as a person wants to know them before choosing a file. */
export function CollectionRules({
  language,
  name,
  hidden,
}: {
  language: Language;
  name: CollectionName;
  hidden: boolean;
}) {
  const collection = collectionOf(name);
  return (
    <dl class="facts" data-collection={name} hidden={hidden}>
      {rulesOf(collection).map(({ term, rule }) => (
        <div>
          <dt>{term[language]}</dt>
          <dd>{rule[language]}</dd>
        </div>
      ))}
    </dl>
  );
}

function rulesOf(collection: Collection): { term: Text; rule: Text }[] {
  const { types, maxSize, write, visibility, dailyQuota } = collection;
  const rules = [
    {
      term: { ko: "받는 형식", en: "Types" },
      rule: namesOf(types),
    },
    {
      term: { ko: "파일 크기", en: "Size" },
      rule: { ko: `${size(maxSize)}까지`, en: `up to ${size(maxSize)}` },
    },
    { term: { ko: "올리는 사람", en: "Who may add" }, rule: writers[write] },
    { term: { ko: "보는 사람", en: "Who may see" }, rule: viewers[visibility] },
  ];
  if (!dailyQuota) return rules;
  const { address, all } = dailyQuota;
  const rule = {
    ko: `한 곳에서 ${size(address)}, 모두 합해 ${size(all)}까지`,
    en: `${size(address)} from one address, ${size(all)} from all`,
  };
  return [...rules, { term: { ko: "하루 한도", en: "A day" }, rule }];
}

function namesOf(types: readonly string[]): Text {
  if (types.length === 0) return { ko: "모든 형식", en: "any" };
  const names = types.map(typeNameOf).join(", ");
  return { ko: names, en: names };
}

function size(bytes: number): string {
  const MiB = bytes / 1024 ** 2;
  return MiB >= 1024 ? `${MiB / 1024} GiB` : `${MiB} MiB`;
}

const writers: Record<Collection["write"], Text> = {
  anyone: { ko: "누구나 (키 없이)", en: "anyone, without a key" },
  "files:write": { ko: "파일 쓰기 권한이 있는 키", en: "keys with the scope files:write" },
  admin: { ko: "관리자 키", en: "keys with the scope admin" },
};

const viewers: Record<Collection["visibility"], Text> = {
  public: { ko: "주소를 아는 누구나", en: "whoever knows the address" },
  private: {
    ko: "권한이 있는 사람만, 한 시간짜리 주소로",
    en: "only those allowed, by a URL that holds an hour",
  },
};
