// Opens an article at the spot of a link such as #cite=ARTICLE:START-END.
// Gradio provides `element` and `server`. Text only ever enters the page by textContent.

const SPOT = /^#cite=((?:[\w.~-]|%[0-9A-F]{2})+):(\d+)-(\d+)$/;
const reader = element.querySelector('.reader');
const find = name => element.querySelector('.reader-' + name);
const narrow = matchMedia('(max-width: 860px)');
let openedFrom = null;
let spotOpen = '';
let newest = 0;

function show(part) {
  for (const name of ['empty', 'error', 'article']) find(name).hidden = name !== part;
  const isOpen = part !== 'empty';
  reader.classList.toggle('open', isOpen);
  find('backdrop').hidden = find('close').hidden = !isOpen;
  find('steps').hidden = find('map').hidden = find('why').hidden = true;
  find('kicker').textContent = '';
  shieldRest();
}

function shieldRest() {
  // On a phone the article covers the rest of the page, which must not take the focus.
  document.querySelector('#left').inert = narrow.matches && reader.classList.contains('open');
}

function make(tag, name, text = '') {
  const node = document.createElement(tag);
  node.className = name;
  node.textContent = text;
  return node;
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

function makeWords([text, shared]) {
  if (!shared) return text;
  if (shared === true) return make('span', 'shared', text);
  // Hidden characters: the style sheet shows their name; the characters themselves are copied.
  const sign = make('bdi', 'hidden-sign', text);
  sign.title = shared;
  return sign;
}

function makePiece({ kind, number, words }) {
  const parts = words.map(makeWords);
  if (!kind) return parts;
  const node = make(kind === 'hit' ? 'mark' : 'span', `piece-${kind}`);
  if (kind === 'hit') {
    node.id = 'hit';
    node.tabIndex = -1;
  }
  node.dataset.number = number;
  node.append(...parts);
  return [node];
}

function fill(article) {
  for (const name of ['kicker', 'title']) find(name).replaceChildren(...article.title.map(makeWords));
  find('byline').replaceChildren(...facts(article));
  find('origin').hidden = !article.url;
  if (article.url) find('origin').href = article.url;
  find('text').replaceChildren(...article.pieces.flatMap(makePiece));
  explain(article.why);
  showPlace();
}

// Why the passage was found: the parts of its score, as a bar and in words.

function explain(why) {
  find('why').hidden = !why;
  if (!why) return;
  const name = part => `part-${part.name.replace(' ', '-')}${part.value < 0 ? ' taken' : ''}`;
  element.querySelector('.why-bar').replaceChildren(...why.parts.map(part => {
    const node = make('i', name(part));
    node.style.flexGrow = Math.abs(part.value);
    return node;
  }));
  const parts = why.parts.flatMap((part, place) => {
    const sign = part.value < 0 ? ' − ' : place ? ' + ' : '';
    const node = make('span', `why-part ${name(part)}`, `${part.name} ${Math.abs(part.value).toFixed(1)}`);
    return sign ? [sign, node] : [node];
  });
  element.querySelector('.why-sum').replaceChildren(`Rank ${why.rank}, score ${why.score.toFixed(1)} = `, ...parts);
  const shared = [...find('text').querySelectorAll('#hit .shared')].map(node => node.textContent);
  const words = [...new Map(shared.map(word => [word.toLowerCase(), word])).values()];
  element.querySelector('.why-words').textContent = words.length
    ? `Words of the question in this sentence: ${words.join(', ')}`
    : 'This sentence contains no word of the question.';
}

// The mini-map: the positions of the quotations and other matches in the article.

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
    const tick = make('i', `map-${mark.className.slice('piece-'.length)}`);
    tick.style.top = share(box.top - origin);
    tick.style.height = share(box.height);
    return tick;
  }));
}

function goToHit() {
  const mark = find('text').querySelector('#hit');
  const scroll = find('scroll');
  // Measured, because offsetTop counts from another element when the reader is a sheet on a phone.
  const top = mark ? mark.getBoundingClientRect().top - scroll.getBoundingClientRect().top : -scroll.scrollTop;
  scroll.scrollTop += mark ? top - Math.min(120, scroll.clientHeight / 4) : top;
  (mark || find('title')).focus({ preventScroll: true });
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
  const cites = [...document.querySelectorAll(`#chat .cite[href="${spotOpen}"]`)];
  return cites.at(-1)?.closest('.answer') ?? null;
}

function findSteps() {
  const cites = [...(findAnswer()?.querySelectorAll('.cite') ?? [])];
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

// `method`: how the browser's history notes the article: as a new entry, in place of this one, or, as it leads here, not.
async function open(hash, from, method = '', scroll = null) {
  const spot = SPOT.exec(hash);
  if (!spot) return;
  const request = ++newest;
  openedFrom = from;
  spotOpen = hash;
  if (method) quotedesk.visits.openArticle(hash, method, from?.closest('.answer'));
  const asked = from ? from.closest('.answer')?.querySelector('.answer-link').getAttribute('href') ?? '' : location.search;
  let article;
  try {
    article = await server.get_article({ id: decodeURIComponent(spot[1]), start: Number(spot[2]), end: Number(spot[3]), asked });
  } catch {
    article = { error: 'The article could not be loaded. Is quotedesk still running?' };
  }
  if (request !== newest) return;
  if (article.error) return fail(article.error);
  show('article');
  fill(article);
  requestAnimationFrame(() => {
    goToHit();
    if (Number.isFinite(scroll)) find('scroll').scrollTop = scroll;
  });
}

function close() {
  if (!reader.classList.contains('open')) return;
  hide();
  quotedesk.visits.closeArticle();
  focusOrigin();
}

function hide() {
  newest++;
  spotOpen = '';
  if (reader.classList.contains('open')) show('empty');
}

function focusOrigin() {
  const folded = openedFrom?.closest('details.more');
  if (folded) folded.open = true;
  const target = openedFrom?.isConnected ? openedFrom : document.querySelector('#question textarea');
  target?.focus();
}

document.addEventListener('click', event => {
  const link = event.target.closest('a[href^="#cite="]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link.getAttribute('href'), link, 'push');
});
document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && !document.querySelector('dialog[open]')) close();
});
document.addEventListener('quotedesk:step', event => step(event.detail));
document.addEventListener('quotedesk:answered', () => {
  if (!find('article').hidden) showPlace();
});
// Back and Forward lead here.
document.addEventListener('quotedesk:visit', event => {
  const { hash, scroll } = event.detail;
  const wasOpen = reader.classList.contains('open');
  if (!SPOT.test(hash)) hide();
  if (!SPOT.test(hash) && wasOpen && openedFrom?.isConnected) focusOrigin();
  if (SPOT.test(hash) && (hash !== spotOpen || find('article').hidden)) open(hash, null, '', scroll);
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
