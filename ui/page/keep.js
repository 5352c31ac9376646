// Keeps a quotation: the dialog with its note and tags, opened from the Cite menu of a quotation and from an article.
// Gradio provides `element` and `server`. Text only ever enters the page by textContent.

const SHOWN_MS = 8000;
const { make, readSpot, reportNoServer } = quotedeskDom;
const dialog = element.querySelector('.keep-dialog');
const done = element.querySelector('.keep-done');
const find = name => dialog.querySelector(`.keep-${name}`);
let spot = null;
let opener = null;
let hiding = 0;

function open(chosen, words, from) {
  spot = chosen;
  opener = from;
  find('words').textContent = words;
  find('said').textContent = '';
  dialog.querySelector('.keep-form').reset();
  dialog.showModal();
  find('note').focus();
}

async function keep() {
  find('save').disabled = true;
  const kept = await server.keep_clipping({ ...spot, note: find('note').value, tags: find('tags').value })
    .catch(reportNoServer);
  find('save').disabled = false;
  find('said').textContent = kept.error ?? '';
  if (kept.error) return;
  dialog.close();
  report();
}

function report() {
  const link = make('button', 'plain-action', 'Show');
  link.type = 'button';
  link.addEventListener('click', () => {
    done.replaceChildren();
    tab()?.click();
    tab()?.focus();
  });
  done.replaceChildren('Kept.', link);
  clearTimeout(hiding);
  hiding = setTimeout(() => done.replaceChildren(), SHOWN_MS);
}

document.addEventListener('click', event => {
  if (tab()?.contains(event.target)) done.replaceChildren();
});

const tab = () => [...document.querySelectorAll('#tabs [role="tab"]')].find(node => node.textContent.trim() === 'Kept');

// In an article: the selected words, otherwise the marked ones. Offsets count code points, those of JavaScript do not.

const article = () => document.querySelector('.reader-text');
const lengthOf = range => [...range.toString()].length;

function selectedRange() {
  const selection = document.getSelection();
  const text = article();
  if (!text || !selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0).cloneRange();
  if (!range.intersectsNode(text)) return null;
  // A selection may begin in the headline or end below the text.
  if (!text.contains(range.startContainer)) range.setStart(text, 0);
  if (!text.contains(range.endContainer)) range.setEnd(text, text.childNodes.length);
  return range.toString().trim() ? range : null;
}

function keepOfArticle(button) {
  const opened = readSpot(article().dataset.spot ?? '');
  const range = selectedRange();
  const mark = article().querySelector('#hit');
  if (opened && range) {
    const before = document.createRange();
    before.setStart(article(), 0);
    before.setEnd(range.startContainer, range.startOffset);
    const start = lengthOf(before);
    open({ id: opened.id, start, end: start + lengthOf(range) }, range.toString().trim(), button);
  } else if (opened && mark) {
    open(opened, mark.textContent, button);
  } else {
    quotedesk.report(button, 'Select words first');
  }
}

document.addEventListener('click', event => {
  const quote = event.target.closest('#chat .keep-quote');
  if (quote) {
    const card = quote.closest('.card');
    const chosen = readSpot(card.querySelector('.cite').href);
    quote.closest('details').open = false;
    if (chosen) open(chosen, card.querySelector('.words').textContent.trim(), quote.closest('details').querySelector('summary'));
  }
  const button = event.target.closest('.reader-keep');
  if (button) keepOfArticle(button);
});
// A press of the button must not clear the selection.
document.addEventListener('mousedown', event => { if (event.target.closest('.reader-keep')) event.preventDefault(); });
dialog.querySelector('.keep-form').addEventListener('submit', event => {
  event.preventDefault();
  keep();
});
find('cancel').addEventListener('click', () => dialog.close());
dialog.addEventListener('close', () => { if (opener?.isConnected) opener.focus(); });
// The boxes of the dialog are no place for the keys of the page.
dialog.addEventListener('keydown', event => { if (event.key !== 'Escape') event.stopPropagation(); });
