/** What the pages about consents say. */
export const words = {
  confirm: {
    title: { ko: "수신 동의 확인", en: "Please confirm" },
    heading: {
      ko: (title: string) => `‘${title}’ 메일을 받으시겠어요?`,
      en: (title: string) => `Do you want “${title}” by e-mail?`,
    },
    lead: {
      ko: "아래 내용을 읽고 버튼을 누르시면 수신 동의가 완료됩니다. 원하지 않으시면 이 창을 닫으시면 됩니다.",
      en: "Please read this and press the button to agree. If you do not want it, just close the page.",
    },
    button: { ko: "동의하고 받기", en: "I agree" },
  },
  confirmed: {
    heading: { ko: "수신 동의가 완료되었습니다", en: "You are subscribed" },
    lead: {
      ko: (title: string) =>
        `이제 ‘${title}’ 메일을 보내 드립니다. 처리 결과는 메일로도 알려 드립니다. 언제든지 무료로 그만 받으실 수 있습니다.`,
      en: (title: string) =>
        `“${title}” will be sent to you from now on. An e-mail tells you so, too. You can stop it at any time, free of charge.`,
    },
  },
  withdraw: {
    title: { ko: "수신 거부", en: "Unsubscribe" },
    heading: {
      ko: (title: string) => `‘${title}’ 메일을 그만 받으시겠어요?`,
      en: (title: string) => `Do you want to stop “${title}”?`,
    },
    lead: {
      ko: (title: string, address: string) =>
        `버튼을 누르시면 ${address} 주소로 ‘${title}’ 메일을 더 이상 보내지 않습니다.`,
      en: (title: string, address: string) =>
        `Press the button, and “${title}” is not sent to ${address} any more.`,
    },
    button: { ko: "수신 거부", en: "Unsubscribe" },
  },
  withdrawn: {
    heading: { ko: "수신 거부가 처리되었습니다", en: "You are unsubscribed" },
    already: { ko: "이미 받지 않고 계십니다", en: "You do not get this any more" },
    lead: {
      ko: (title: string | null) =>
        title === null ? "이 주소로는 소식을 보내지 않습니다." : `앞으로 ‘${title}’ 메일을 보내지 않습니다.`,
      en: (title: string | null) =>
        title === null ? "No news is sent to this address." : `“${title}” is not sent to you any more.`,
    },
    notice: {
      ko: "처리 결과는 법에 따라 메일로 한 번 알려 드립니다.",
      en: "One last e-mail confirms it, as Korean law asks.",
    },
  },
  preferences: {
    title: { ko: "메일 수신 설정", en: "What you get by e-mail" },
    heading: { ko: "메일 수신 설정", en: "What you get by e-mail" },
    lead: {
      ko: (address: string) => `${address} 주소로 받으실 소식을 골라 주세요.`,
      en: (address: string) => `Choose what is sent to ${address}.`,
    },
    legend: { ko: "받을 소식", en: "News to get" },
    save: { ko: "저장하기", en: "Save" },
    stop: { ko: "모두 그만 받기", en: "Stop everything" },
    saved: {
      ko: "저장했습니다. 새로 고르신 소식이 있다면, 보내 드린 확인 메일의 버튼을 눌러 주셔야 시작됩니다.",
      en: "Saved. What you have newly chosen begins once you confirm it by the e-mail that is on its way.",
    },
    asked: {
      ko: "확인을 기다리고 있습니다. 보내 드린 메일의 버튼을 눌러 주세요.",
      en: "Waits for you to confirm it: please press the button in the e-mail that we sent.",
    },
    note: {
      ko: "영수증과 비밀번호처럼 꼭 필요한 안내는 여기에서 고르신 것과 관계없이 보내 드립니다.",
      en: "What you need in any case, such as receipts and new passwords, is sent whatever you choose here.",
    },
    forgotten: {
      ko: "이 링크로 받으시던 소식은 모두 그만두셨고, 주소도 지웠습니다. 다시 받으시려면 홈페이지에서 새로 신청해 주세요.",
      en: "Everything that came with this link has ended, and the address is deleted. To get news again, please ask for it on our homepage.",
    },
  },
  toPreferences: { ko: "메일 수신 설정 보기", en: "See everything that you get" },
};
