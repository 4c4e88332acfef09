import "./inbox.css";
import { byId } from "../../web/demo-files/template.ts";
import { createConnection } from "./connection.ts";
import { createFaultPanels } from "./fault-panels.ts";
import { createFilters } from "./filters.ts";
import { createList } from "./list.ts";

const filters = createFilters();
const list = createList(filters);
const panels = createFaultPanels(filters);

filters.watch(() => {
  list.draw();
  panels.draw();
});
byId("clear", HTMLButtonElement).addEventListener("click", () => {
  const { key } = filters.chosen();
  void fetch(`/_sandbox/entries${key && `?key=${key}`}`, { method: "DELETE" });
});
createConnection({
  list({ entries, faults }) {
    filters.learn(entries);
    list.show(entries);
    panels.show(faults);
  },
  entry(entry) {
    filters.learn([entry]);
    list.add(entry);
  },
  faults: panels.show,
});
