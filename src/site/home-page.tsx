import type { Call } from "../http/call.ts";
import { type Route, raw, route } from "../http/route.ts";
import type { Text } from "../kit/problem.ts";
import type { Services } from "../services.ts";
import { demoDoor, inboxDoor, publicDoors } from "./doors.ts";
import { page } from "./layout.tsx";
import { hrefTo } from "./links.ts";

type HomeServices = Pick<Services, "house" | "opened" | "monitoring">;
type OpenedService = HomeServices["opened"][keyof HomeServices["opened"]];
type Status = keyof typeof statusNames;

/** One service as the page shows it. */
interface Row {
  name: keyof typeof serviceNames;
  service: OpenedService;
  status: Status;
  latencyMs: number | null;
}

/** Milliseconds that the page waits for the health of everything; what has not answered by then is shown as being checked. */
const PATIENCE = 400;

/** `/`: what runs here, and with which driver. */
export function homePage(services: HomeServices): Route {
  return route(
    {
      method: "get",
      path: "/",
      operation: "showHome",
      summary: "What runs here",
      room: "site",
      caller: "anyone",
      limit: "reads",
      cache: "revalidate",
      headers: "page",
      undocumented: true,
      answers: { 200: raw("A page.", "text/html") },
    },
    async ({ call }) =>
      page(
        call,
        { title, description },
        <Home call={call} services={services} rows={await look(services)} />,
      ),
  );
}

async function look({ opened, monitoring }: HomeServices): Promise<Row[]> {
  const health = await within(PATIENCE, monitoring.getHealth("local"));
  return (Object.keys(opened) as Row["name"][]).map((name) => {
    const service = opened[name];
    const seen = health?.dependencies.find((dependency) => dependency.name === name);
    const status = seen?.status ?? service.fault?.status ?? "checking";
    return { name, service, status, latencyMs: seen?.latencyMs ?? null };
  });
}

async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function Home({ call, services, rows }: { call: Call; services: HomeServices; rows: readonly Row[] }) {
  const { language } = call;
  const environment = services.house.ENVIRONMENT;
  const sandbox = services.house.SANDBOX_ORIGIN;
  const inbox = environment === "development" && sandbox ? [inboxDoor(sandbox)] : [];
  const doors = environment === "production" ? publicDoors : [demoDoor, ...inbox, ...publicDoors];
  return (
    <>
      <section class="hero">
        <h1>{texts.heading[language]}</h1>
        <p class="lead">{description[language]}</p>
        {environment !== "production" && <p class="chip">{environmentNames[environment][language]}</p>}
      </section>
      <section aria-labelledby="running">
        <h2 id="running">{texts.running[language]}</h2>
        <ul class="cards">
          {rows.map((row) => (
            <ServiceCard call={call} row={row} explain={environment === "development"} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="doors">
        <h2 id="doors">{texts.doors[language]}</h2>
        <ul class="cards">
          {doors.map(({ path, name, about }) => (
            <li>
              <a class="card door" href={path.startsWith("/") ? hrefTo(call, path) : path}>
                <strong>{name[language]}</strong>
                <span>{about[language]}</span>
                <code>{path}</code>
              </a>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function ServiceCard({ call, row, explain }: { call: Call; row: Row; explain: boolean }) {
  const { language } = call;
  const { service, status, latencyMs } = row;
  return (
    <li class="card">
      <h3>{serviceNames[row.name][language]}</h3>
      <p>
        <span class={`state ${status}`}>{statusNames[status][language]}</span>
        {latencyMs !== null && <span class="quiet"> {latencyMs} ms</span>}
      </p>
      <p class="quiet">
        {texts.driver[language]} <code>{service.driver ?? texts.none[language]}</code>
      </p>
      {explain && service.fault && <p class="quiet">{service.fault.reason}</p>}
    </li>
  );
}

const title = { ko: "운영 현황", en: "What runs here" };

const description = {
  ko: "홈페이지에 필요한 외부 서비스를 Cloudflare Worker 하나가 맡습니다. 서비스마다 기본 드라이버로 바로 돌아가고, 설정만 바꾸면 다른 업체로 옮겨 갑니다.",
  en: "One Cloudflare Worker does what a homepage needs from outside. Each service runs at once with its default driver, and moves to another vendor by a setting.",
};

const texts = {
  heading: { ko: "홈페이지의 외부 서비스, 한곳에서", en: "Every outside service, in one place" },
  running: { ko: "지금 돌아가는 서비스", en: "Running now" },
  doors: { ko: "둘러보기", en: "Look around" },
  driver: { ko: "드라이버", en: "Driver" },
  none: { ko: "없음", en: "none" },
};

const serviceNames = {
  database: { ko: "데이터베이스", en: "Database" },
  storage: { ko: "파일 저장소", en: "File storage" },
  images: { ko: "그림 변환", en: "Pictures" },
  purge: { ko: "캐시 비우기", en: "Cache purge" },
  email: { ko: "메일 발송", en: "E-mail" },
} satisfies Record<keyof Services["opened"], Text>;

const statusNames = {
  ok: { ko: "정상", en: "Working" },
  down: { ko: "응답 없음", en: "Not answering" },
  misconfigured: { ko: "설정 필요", en: "Needs a setting" },
  disabled: { ko: "사용 안 함", en: "Switched off" },
  checking: { ko: "확인 중", en: "Checking" },
};

const environmentNames = {
  development: { ko: "개발 환경", en: "Development" },
  preview: { ko: "미리보기 환경", en: "Preview" },
};
