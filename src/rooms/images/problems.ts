import { defineProblem } from "../../kit/problem.ts";

export const imagesUnreadable = defineProblem({
  id: "images-unreadable",
  status: 422,
  title: { ko: "그림 파일을 읽을 수 없습니다", en: "The picture cannot be read" },
  meaning: {
    ko: "파일이 손상되었거나, 알려진 형식과 실제 내용이 다릅니다. 사진 앱에서 파일이 열리는지 확인하고, JPEG로 다시 저장해 올려 주세요.",
    en: "The file is damaged, or it is not of the type it claims to be. Check that it opens in a photo app, save it again as JPEG and upload that.",
  },
});

export const imagesUnsupported = defineProblem({
  id: "images-unsupported",
  status: 422,
  title: { ko: "변환할 수 없는 그림 형식입니다", en: "This kind of picture cannot be converted" },
  meaning: {
    ko: "원본은 그대로 보관되지만 크기를 바꾼 그림은 만들 수 없습니다. HEIC와, 산술 부호화나 12비트 JPEG처럼 드문 형식이 그렇습니다. 일반 JPEG, PNG 또는 WebP로 저장해 올려 주세요.",
    en: "The original is kept, but no resized picture can be made of it. That goes for HEIC, and for rare kinds such as JPEG with arithmetic coding or 12 bits. Save it as an ordinary JPEG, PNG or WebP and upload that.",
  },
});

export const imagesTooLarge = defineProblem({
  id: "images-too-large",
  status: 422,
  title: { ko: "변환하기에 너무 큰 그림입니다", en: "The picture is too large to convert" },
  meaning: {
    ko: "그림을 펼치는 데 필요한 메모리나 시간이 한도를 넘습니다. 1억 화소보다 큰 그림이 그렇습니다. 가로세로를 줄이거나 일반 JPEG(프로그레시브가 아닌)로 저장해 올려 주세요.",
    en: "Opening the picture would take more memory or time than there is, as one of more than 100 megapixels does. Make it smaller, or save it as an ordinary (not progressive) JPEG, and upload that.",
  },
});

export const imagesBusy = defineProblem({
  id: "images-busy",
  status: 503,
  title: { ko: "그림 변환이 밀려 있습니다", en: "Too many pictures are being converted" },
  meaning: {
    ko: "다른 그림을 변환하는 중이라 차례가 오지 않았습니다. Retry-After 헤더에 적힌 시간 뒤에 다시 시도하면 됩니다.",
    en: "Other pictures are being converted and this one's turn did not come. Try again after the time that Retry-After says.",
  },
});
