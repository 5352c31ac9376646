// The transcript: scrolling to the newest question, its address, the text in the box, copying, examples, the "/" key.
() => {
  const QUIET_MS = 1600;
  const DRAFT = 'quotedesk-draft';
  let seen = '';

  const box = () => document.querySelector('#question textarea');
  const isTyping = node => node.closest('input, textarea, select, [contenteditable="true"]');

  function tidy() {
    // Gradio labels each message with its HTML source, which a screen reader would read out.
    for (const node of document.querySelectorAll('#chat [aria-label*="<div"]')) {
      node.removeAttribute('aria-label');
    }
    const questions = [...document.querySelectorAll('#chat .question')];
    // Until its answer is here, a question in the address keeps the first screen away.
    const isAsked = new URLSearchParams(location.search).get('q')?.trim() && !document.querySelector('.welcome');
    document.querySelector('#desk')?.classList.toggle('conversing', questions.length > 0 || Boolean(isAsked));
    placeNext();
    const newest = questions.at(-1);
    const replies = document.querySelectorAll('#chat :is(.answer, .notice)').length;
    // The address of a question is unknown until its answer arrives.
    if (newest && replies < questions.length) return;
    const sight = newest ? questions.length + newest.textContent : '';
    if (newest && sight !== seen) showNewest(newest);
    seen = sight;
  }

  // The questions to ask next, in the text below the newest answer.
  function placeNext() {
    const next = document.querySelector('#suggestions .next-questions');
    const answer = [...document.querySelectorAll('#chat .answer')].at(-1);
    const placed = document.querySelector('#chat .suggestions');
    if (placed?.parentElement === answer && next?.innerHTML === placed?.innerHTML) return;
    placed?.remove();
    if (!next || !answer) return;
    const copy = next.cloneNode(true);
    copy.className = 'suggestions';
    answer.append(copy);
  }

  function asTyped(question) {
    return question.textContent.slice(question.querySelector('.aside').textContent.length);
  }

  function addresses() {
    return [...document.querySelectorAll('#chat .answer-link')].map(link => link.getAttribute('href'));
  }

  function showNewest(question) {
    const text = asTyped(question);
    const reply = [...document.querySelectorAll('#chat :is(.answer, .notice)')].at(-1);
    const asked = reply.querySelector('.answer-link')?.getAttribute('href') ?? '?q=' + encodeURIComponent(text);
    // The spot in a shared address belongs to that address's question only.
    const sameQuestion = new URLSearchParams(location.search).get('q') === text;
    history.replaceState(history.state, '', location.pathname + asked + (sameQuestion ? location.hash : ''));
    requestAnimationFrame(() => question.scrollIntoView({ block: 'start' }));
    document.dispatchEvent(new CustomEvent('quotedesk:answered'));
    keepDraft();
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

  function askExactly(asked, afresh = false) {
    write('#exact', JSON.stringify({ asked, afresh }));
    setTimeout(() => document.querySelector('#ask').click());
  }

  async function copy(text, control) {
    let copied = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      copied = copyBySelection(text);
    }
    report(control, copied ? 'Copied' : 'Your browser does not allow copying');
  }

  function copyBySelection(text) {
    // Pages from another machine over plain HTTP have no access to the clipboard.
    const field = document.createElement('textarea');
    field.value = text;
    document.body.append(field);
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
    history.replaceState(history.state, '', location.pathname);
    document.dispatchEvent(new CustomEvent('quotedesk:afresh'));
    box().focus();
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
    if (event.target.closest('.line .words')) event.target.closest('.line').classList.toggle('whole');
    const control = event.target.closest('.copy-quote, .copy-link, .answer-link, .chip, .example, #restart');
    if (!control || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (control.id === 'restart') startAfresh();
    else if (control.matches('.copy-quote')) copyQuote(control);
    else if (control.matches('.copy-link, .answer-link')) copy(control.href, control);
    else askExactly([control.getAttribute('href')]);
  });
  // For the scripts of the tools under the box.
  window.quotedesk = { addresses, askExactly, copy, report, write };
  document.addEventListener('input', event => { if (event.target === box()) keepDraft(); });
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
