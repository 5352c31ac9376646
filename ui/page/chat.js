// The transcript and its box: the draft, earlier questions by the arrow keys, copying, examples, the "/" key.
() => {
  const QUIET_MS = 1600;
  const DRAFT = 'quotedesk-draft';

  const box = () => document.querySelector('#question textarea');
  const isTyping = node => node.closest('input, textarea, select, [contenteditable="true"]');

  function tidy() {
    // Gradio labels each message with its HTML source, which a screen reader would read out.
    for (const node of document.querySelectorAll('#chat [aria-label*="<div"]')) {
      node.removeAttribute('aria-label');
    }
    const questions = document.querySelectorAll('#chat .question');
    // Until its answer is here, a question in the address keeps the first screen away.
    const isAsked = new URLSearchParams(location.search).get('q')?.trim() && !document.querySelector('.welcome');
    document.querySelector('#desk')?.classList.toggle('conversing', questions.length > 0 || Boolean(isAsked));
    placeNext();
  }

  // The questions to ask next, in the text below the newest answer.
  function placeNext() {
    const next = document.querySelector('#suggestions .next-questions');
    const answer = [...document.querySelectorAll('#chat .answer')].at(-1);
    const placed = document.querySelector('#chat .suggestions');
    const wanted = next && answer ? next.cloneNode(true) : null;
    if (wanted) wanted.className = 'suggestions';
    if (wanted ? placed?.parentElement === answer && wanted.isEqualNode(placed) : !placed) return;
    placed?.remove();
    if (wanted) answer.append(wanted);
  }

  function addresses() {
    return [...document.querySelectorAll('#chat .answer-link')].map(link => link.getAttribute('href'));
  }

  function write(field, text) {
    const area = document.querySelector(`${field} textarea`);
    area.value = text;
    area.dispatchEvent(new Event('input', { bubbles: true }));
  }

  // The page reloads when its server is back; text typed in the meantime must be kept.
  function keepDraft() {
    try {
      sessionStorage.setItem(DRAFT, box().value);
    } catch {
      // The page also works without storage.
    }
  }

  function restoreDraft() {
    let draft = null;
    try {
      draft = sessionStorage.getItem(DRAFT);
    } catch {
      // As above.
    }
    if (draft && !box().value) write('#question', draft);
  }

  // `afresh`: the conversation with this id is shown again, with these questions; otherwise the questions are added.
  function askExactly(asked, afresh = false, conversation = {}) {
    quotedesk.expect({ asked, afresh, ...conversation });
    write('#exact', JSON.stringify({ asked, afresh }));
    setTimeout(() => document.querySelector('#ask').click());
  }

  async function copyText(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copyBySelection(text);
    }
  }

  async function copy(text, control) {
    report(control, await copyText(text) ? 'Copied' : 'Your browser does not allow copying');
  }

  function copyBySelection(text) {
    // Pages from another machine over plain HTTP have no access to the clipboard.
    const field = document.createElement('textarea');
    field.value = text;
    // Outside of an open dialog nothing can be selected.
    (document.querySelector('dialog[open]') ?? document.body).append(field);
    field.select();
    const copied = document.execCommand('copy');
    field.remove();
    return copied;
  }

  function report(control, words) {
    const label = control.dataset.label ??= control.textContent;
    control.textContent = words;
    setTimeout(() => { control.textContent = label; }, QUIET_MS);
  }

  function copyQuote(button) {
    const card = button.closest('.card');
    const text = name => card.querySelector(name)?.textContent ?? '';
    const lines = [`— ${text('.heading')}`, text('.facts'), card.querySelector('.copy-link').href];
    copy(`${text('.words')}\n\n${lines.filter(Boolean).join('\n')}`, button);
  }

  function startAfresh() {
    if (!quotedesk.visits.startAfresh()) return;
    document.dispatchEvent(new CustomEvent('quotedesk:afresh'));
    box().focus();
  }

  // Arrow up in the empty box brings the last question, then those before it; arrow down leads back to the empty box.
  // In a text that was typed or changed, and beside its ends, the arrows move the caret as usual.

  let recalled = [];
  let place = -1;

  function recall(event) {
    const area = event.target;
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
    const isRecalled = place >= 0 && area.value === recalled[place];
    if (isRecalled ? !isCaretAtEnd(area) : area.value || by < 0) return;
    if (!isRecalled) {
      recalled = listQuestions();
      place = -1;
    }
    if (!recalled.length) return;
    event.preventDefault();
    place = Math.min(place + by, recalled.length - 1);
    write('#question', recalled[place] ?? '');
    area.setSelectionRange(area.value.length, area.value.length);
  }

  function isCaretAtEnd(area) {
    return area.selectionStart === area.selectionEnd && area.selectionEnd === area.value.length;
  }

  // The newest first, each once: those of this conversation, then those of saved ones.
  function listQuestions() {
    const shown = [...document.querySelectorAll('#chat .question')].map(quotedesk.asTyped).reverse();
    const limit = Number(box().maxLength) > 0 ? box().maxLength : Infinity;
    return [...new Set([...shown, ...(quotedesk.listSaved?.() ?? [])])].filter(text => text && text.length <= limit);
  }

  function closeMenus(except = null) {
    for (const menu of document.querySelectorAll('#chat .references[open]')) {
      if (menu !== except) menu.open = false;
    }
  }

  document.addEventListener('toggle', event => {
    if (!event.target.matches?.('#chat .references[open]')) return;
    event.target.querySelector('.formats').scrollIntoView({ block: 'nearest' });
  }, true);
  document.addEventListener('click', event => {
    closeMenus(event.target.closest('.references'));
    if (event.target.closest('.line .words')) event.target.closest('.line').classList.toggle('expanded');
    const control = event.target.closest('.copy-quote, .copy-link, .answer-link, .chip, .example, #restart');
    if (!control || event.ctrlKey || event.metaKey || event.shiftKey) return;
    // Other tabs have examples of their own, which are buttons.
    if (control.matches('.example') && !control.matches('[href]')) return;
    event.preventDefault();
    if (control.id === 'restart') startAfresh();
    else if (control.matches('.copy-quote')) copyQuote(control);
    else if (control.matches('.copy-link, .answer-link')) copy(control.href, control);
    else askExactly([control.getAttribute('href')]);
  });
  // For the scripts of the tools under the box.
  Object.assign(quotedesk, { addresses, askExactly, copy, copyText, report, write });
  document.addEventListener('quotedesk:answered', keepDraft);
  document.addEventListener('input', event => { if (event.target === box()) keepDraft(); });
  document.addEventListener('keydown', event => { if (event.target === box()) recall(event); });
  document.addEventListener('keydown', event => {
    const menu = document.querySelector('#chat .references[open]');
    if (event.key === 'Escape' && menu) {
      // The article stays open.
      event.stopImmediatePropagation();
      closeMenus();
      menu.querySelector('summary').focus();
    }
  }, true);
  document.addEventListener('keydown', event => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    document.querySelector('#tabs [role="tab"]').click();
    requestAnimationFrame(() => box().focus());
  });
  new MutationObserver(tidy).observe(document.body, { childList: true, subtree: true });
  restoreDraft();
  tidy();
}
