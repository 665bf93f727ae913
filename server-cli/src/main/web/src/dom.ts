/** The element with this id, which the page is sure to have. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

/** A new element with text; text never becomes markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  text = '',
): HTMLElementTagNameMap[K] {
  const created = document.createElement(tag);
  if (className) created.className = className;
  if (text) created.textContent = text;
  return created;
}

/** Writes text only where it changed, so that screen readers and layout are left in peace. */
export function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** Makes each `button[data-copy=id]` copy the text of the element with that id. */
export function wireCopyButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    const label = button.textContent ?? '';
    button.addEventListener('click', async () => {
      const source = byId(button.dataset.copy ?? '');
      if (await copied(source)) {
        button.textContent = 'Copied';
        setTimeout(() => (button.textContent = label), 1_500);
      }
    });
  }
}

/** Without HTTPS browsers have no clipboard: then the text is selected, ready for Ctrl+C. */
async function copied(source: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(source.textContent ?? '');
    return true;
  } catch {
    getSelection()?.selectAllChildren(source);
    return document.execCommand('copy');
  }
}
