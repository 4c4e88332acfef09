/** The element with this id; the server has put it there. */
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new TypeError(`The page has no #${id}.`);
  return found;
}

/** A copy of a template's one element, and a way to its parts by their `data-part`. */
export function copyTemplate(id: string) {
  const root = byId(id, HTMLTemplateElement).content.firstElementChild?.cloneNode(true) as HTMLElement;
  function part<Kind extends HTMLElement>(name: string, kind: new () => Kind): Kind {
    const found = root.querySelector(`[data-part="${name}"]`);
    if (!(found instanceof kind)) throw new TypeError(`The template #${id} has no part ${name}.`);
    return found;
  }
  return { root, part };
}
