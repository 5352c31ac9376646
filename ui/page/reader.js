// Opens an article at the spot of a link such as #cite=ARTICLE:START-END. `reader_text.js` precedes in the same script.
// Gradio provides `element` and `server`. Text only ever enters the page by textContent.

/* global make, makeWords, readSpot, styleText */
const reader = element.querySelector('.reader');
const find = name => element.querySelector('.reader-' + name);
const narrow = matchMedia('(max-width: 1099px)');
// From this width on an article fits beside its answer, and the first quotation opens by itself.
const wide = matchMedia('(min-width: 1200px)');
let openedFrom = null;
let spotOpen = '';
let newest = 0;

// A reload keeps that the reader was closed.
const CLOSED = 'quotedesk-reader-closed';

function opensByItself() {
  try {
    return sessionStorage.getItem(CLOSED) === null;
  } catch {
    return true;
  }
}

function noteClosed(isClosed) {
  try {
    if (isClosed) sessionStorage.setItem(CLOSED, '1');
    else sessionStorage.removeItem(CLOSED);
  } catch {
    // The page also works without storage.
  }
}

function show(part) {
  for (const name of ['error', 'article']) find(name).hidden = name !== part;
  find('keep').hidden = part !== 'article';
  const isOpen = part !== 'none';
  reader.classList.toggle('open', isOpen);
  document.querySelector('#desk').classList.toggle('reading', isOpen);
  find('backdrop').hidden = !isOpen;
  find('steps').hidden = find('map').hidden = find('why').hidden = true;
  shieldRest();
}

function shieldRest() {
  // On a small screen the article covers the rest of the page, which must not take the focus.
  document.querySelector('#left').inert = narrow.matches && reader.classList.contains('open');
}

function facts(article) {
  // Each in its own <bdi>, so that right-to-left text in one does not reorder the others.
  const date = article.age ? `${article.date}, ${article.age}` : article.date;
  const fields = [article.source, article.author, [[date, false]], ...article.also, [[article.page, false]]];
  return fields.filter(words => words.some(([text]) => text)).flatMap((words, place) => {
    const node = make('bdi', '');
    node.append(...words.map(makeWords));
    return place ? [' · ', node] : [node];
  });
}

function makePiece({ kind, number, words }) {
  const parts = words.map(makeWords);
  if (!kind) return parts;
  const node = make(kind === 'hit' ? 'mark' : 'span', `piece-${kind}`);
  if (kind === 'hit') {
    node.id = 'hit';
    node.tabIndex = -1;
  }
  if (kind !== 'title') node.dataset.number = number;
  node.append(...parts);
  return [node];
}

function fill(article) {
  // For keep.js.
  find('text').dataset.spot = spotOpen;
  find('title').replaceChildren(...article.title.map(makeWords));
  find('byline').replaceChildren(...facts(article));
  find('origin').hidden = !article.url;
  if (article.url) find('origin').href = article.url;
  find('text').replaceChildren(...article.pieces.flatMap(makePiece));
  styleText(find('text'), article.is_markdown);
  explain(article.why);
  showPlace();
}

// Why the article was found, in words.

function explain(why) {
  find('why').hidden = !why;
  if (!why) return;
  const shared = [...find('text').querySelectorAll('#hit .shared')].map(node => node.textContent);
  const words = [...new Map(shared.map(word => [word.toLowerCase(), word])).values()];
  const found = words.length ? `Found because it has: ${words.join(', ')}` : 'Found because it says something similar';
  find('why').textContent = why.likely === null ? found : `${found} · likely an answer: ${why.likely} %`;
}

// The mini-map: the positions of the quotations and other matches in the article.

const TICKS = { hit: 'The quoted words', passage: 'Also about the question' };

function drawMap() {
  const map = find('map');
  const scroll = find('scroll');
  const marks = [...find('text').querySelectorAll('[data-number]')];
  map.hidden = marks.length < 1 || scroll.scrollHeight <= scroll.clientHeight;
  if (map.hidden) return;
  const origin = scroll.getBoundingClientRect().top - scroll.scrollTop;
  const share = pixels => `${(100 * pixels) / scroll.scrollHeight}%`;
  const view = make('i', 'map-view');
  view.style.top = share(scroll.scrollTop);
  view.style.height = share(scroll.clientHeight);
  map.replaceChildren(view, ...marks.map(mark => {
    const box = mark.getBoundingClientRect();
    const kind = mark.className.slice('piece-'.length);
    const tick = make('i', `map-${kind}`);
    tick.title = kind === 'quote' ? `[${mark.dataset.number}] in this answer` : TICKS[kind];
    tick.style.top = share(box.top - origin);
    tick.style.height = share(box.height);
    return tick;
  }));
}

function goToHit(takesFocus) {
  const mark = find('text').querySelector('#hit');
  const scroll = find('scroll');
  // Measured, because offsetTop counts from another element when the reader is a sheet on a phone.
  const placeOf = node => node.getBoundingClientRect().top - scroll.getBoundingClientRect().top + scroll.scrollTop;
  const wanted = mark ? placeOf(mark) - Math.min(120, scroll.clientHeight / 4) : 0;
  const textTop = placeOf(find('text'));
  const fits = !mark || placeOf(mark) + Math.min(mark.offsetHeight, scroll.clientHeight / 2) < scroll.clientHeight - 24;
  // The title is shown whole or not at all.
  scroll.scrollTop = wanted >= textTop ? wanted : fits ? 0 : textTop - 8;
  if (takesFocus) (mark || find('title')).focus({ preventScroll: true });
  drawMap();
}

function fail(message) {
  find('error').textContent = message;
  show('error');
  find('close').focus();
}

// The citations of the same answer as the open one.

function findAnswer() {
  if (openedFrom?.isConnected) return openedFrom.closest('.answer');
  const cites = [...document.querySelectorAll(`#chat .card .cite[href="${spotOpen}"]`)];
  return cites.at(-1)?.closest('.answer') ?? null;
}

function findSteps() {
  const cites = [...(findAnswer()?.querySelectorAll('.card .cite') ?? [])];
  return { cites, place: cites.findIndex(cite => cite.getAttribute('href') === spotOpen) };
}

function showPlace() {
  const { cites, place } = findSteps();
  find('steps').hidden = cites.length < 2;
  find('place').textContent = place < 0 ? `${cites.length} quotations` : `${place + 1} of ${cites.length}`;
  find('previous').disabled = place === 0;
  find('next').disabled = place === cites.length - 1;
}

function step(by) {
  const { cites, place } = findSteps();
  const next = cites[place < 0 ? (by > 0 ? 0 : cites.length - 1) : place + by];
  // A step is no entry of its own in the browser's history, so that Back closes the article.
  if (next) open(next.getAttribute('href'), next, 'replace');
}

// `method`: how the browser's history notes the article: as a new entry ("push"), in place of this one ("replace") or, as
// it leads here, not. "itself": the page opens the article, so that the address and the focus stay as they are.
async function open(hash, from, method = '', scroll = null) {
  const spot = readSpot(hash);
  if (!spot) return;
  const request = ++newest;
  openedFrom = from;
  spotOpen = hash;
  const byItself = method === 'itself';
  if (!byItself) noteClosed(false);
  if (method && !byItself) quotedesk.visits.openArticle(hash, method, from?.closest('.answer'));
  const asked = from ? from.closest('.answer')?.querySelector('.answer-link').getAttribute('href') ?? '' : location.search;
  let article;
  try {
    article = await server.get_article({ ...spot, asked });
  } catch {
    article = { error: 'The article could not be loaded. Is quotedesk still running?' };
  }
  if (request !== newest) return;
  if (article.error) return byItself ? hide() : fail(article.error);
  show('article');
  fill(article);
  document.dispatchEvent(new CustomEvent('quotedesk:article', { detail: { id: spot.id, length: find('text').textContent.length } }));
  requestAnimationFrame(() => {
    goToHit(!byItself);
    if (Number.isFinite(scroll)) find('scroll').scrollTop = scroll;
  });
}

function close() {
  if (!reader.classList.contains('open')) return;
  noteClosed(true);
  hide();
  quotedesk.visits.closeArticle();
  focusOrigin();
}

function hide() {
  newest++;
  spotOpen = '';
  if (reader.classList.contains('open')) show('none');
}

function focusOrigin() {
  const folded = openedFrom?.closest('details.more');
  if (folded) folded.open = true;
  const target = openedFrom?.isConnected ? openedFrom : document.querySelector('#question textarea');
  target?.focus();
}

// The proof of an answer opens beside it; an article that was opened for another one closes.
function openProof() {
  const answer = [...document.querySelectorAll('#chat .answer')].at(-1);
  const cite = answer?.matches('.answered') ? answer.querySelector('.card .cite') : null;
  if (location.hash) {
    if (!find('article').hidden) showPlace();
  } else if (cite && wide.matches && opensByItself() && answer.offsetParent) {
    open(cite.getAttribute('href'), cite, 'itself');
  } else if (reader.classList.contains('open')) {
    hide();
  }
}

document.addEventListener('click', event => {
  const link = event.target.closest('a[href^="#cite="]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  // A link within the article leads back, when it closes, to where the article was opened.
  open(link.getAttribute('href'), reader.contains(link) ? openedFrom : link, 'push');
});
document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && !document.querySelector('dialog[open]')) close();
});
document.addEventListener('quotedesk:step', event => step(event.detail));
document.addEventListener('quotedesk:answered', openProof);
document.addEventListener('click', event => {
  // An article that is still loading must not open over the other tab.
  if (event.target.closest('#tabs [role="tab"]')) hide();
});
// Back and Forward lead here.
document.addEventListener('quotedesk:visit', event => {
  const { hash, scroll } = event.detail;
  const wasOpen = reader.classList.contains('open');
  if (!readSpot(hash)) hide();
  if (!readSpot(hash) && wasOpen && openedFrom?.isConnected) focusOrigin();
  if (readSpot(hash) && (hash !== spotOpen || find('article').hidden)) open(hash, null, '', scroll);
});
narrow.addEventListener('change', shieldRest);
find('close').addEventListener('click', close);
find('backdrop').addEventListener('click', close);
find('previous').addEventListener('click', () => step(-1));
find('next').addEventListener('click', () => step(1));
find('scroll').addEventListener('scroll', () => {
  drawMap();
  if (spotOpen) quotedesk.visits.noteArticle(find('scroll').scrollTop);
}, { passive: true });
new ResizeObserver(drawMap).observe(find('scroll'));
find('map').addEventListener('click', event => {
  const map = find('map').getBoundingClientRect();
  const scroll = find('scroll');
  scroll.scrollTop = ((event.clientY - map.top) / map.height) * scroll.scrollHeight - scroll.clientHeight / 2;
});
open(location.hash, null);
