import { expect, test } from "vitest";
import { toText } from "../../../src/rooms/email/html/to-text.ts";

test.each([
  ["paragraphs are parted by an empty line", "<p>하나</p><p>둘</p>", "하나\n\n둘"],
  ["white space is what HTML makes of it", "<p> 하나 \n\t 둘&nbsp;셋 </p>", "하나 둘 셋"],
  ["a space between elements stays, and none is made up", "<p><b>가</b>나 <i>다</i> 라</p>", "가나 다 라"],
  ["a line break stays one", "<p>하나 <br> 둘<br>셋</p>", "하나\n둘\n셋"],
  [
    "a link says where it leads",
    '<p><a href="https://a.kr/?b=1&amp;c=2">여기</a>를 눌러 주세요</p>',
    "여기 <https://a.kr/?b=1&c=2>를 눌러 주세요",
  ],
  [
    "a link that says so itself does not say it twice",
    '<a href="https://a.kr/">https://a.kr/</a>',
    "https://a.kr/",
  ],
  ["nor does an address", '<a href="mailto:a@b.kr">a@b.kr</a>', "a@b.kr"],
  ["a link without words is where it leads", '<a href="https://a.kr/"><img src="x"></a>', "<https://a.kr/>"],
  ["a picture is what it is of", '<p>앞 <img src="x" alt="나무"> 뒤</p>', "앞 나무 뒤"],
  [
    "lists have dashes, or numbers",
    '<ul><li>가</li><li>나</li></ul><ol start="3"><li>다</li><li>라</li></ol>',
    "- 가\n- 나\n\n3. 다\n4. 라",
  ],
  [
    "a list in a list is told from it",
    "<ol><li>가<ul><li>나</li></ul></li><li>다</li></ol>",
    "1. 가\n\n- 나\n\n2. 다",
  ],
  [
    "a table has its cells side by side",
    "<table><tr><th>일시</th><td>토요일</td></tr><tr><th>장소</th><td>서울</td></tr></table>",
    "일시 | 토요일\n장소 | 서울",
  ],
  [
    "a table that only puts things in their places has not",
    '<table role="presentation"><tr><td>가</td><td>나</td></tr></table>',
    "가\n나",
  ],
  ["preformatted text stays as it is", "<pre>a\n  b</pre>", "a\n  b"],
  ["a line is drawn", "<p>가</p><hr><p>나</p>", "가\n\n----------\n\n나"],
  [
    "what is not seen is not said",
    '<head><title>가</title><style>p{}</style></head><div style="display:none">나<p>다</p></div><p>라</p>',
    "라",
  ],
  ["what looks like HTML in a text stays text", "<p>a &lt;b&gt; &amp;amp; c</p>", "a <b> &amp; c"],
])("%s", (_, html, text) => {
  expect(toText(html)).toBe(text);
});

test("no line is cut, however long", () => {
  const words = "봄 ".repeat(2000).trim();
  expect(toText(`<p>${words}</p>`)).toBe(words);
});
