// Opens an article at the spot that a link such as #cite=ARTICLE:START-END names.
// `element` and `server` are given by Gradio. Text only ever enters the page by textContent.

const SPOT = /^#cite=(\w+):(\d+)-(\d+)$/;
const reader = element.querySelector('.reader');
const find = name => element.querySelector('.reader-' + name);
const narrow = matchMedia('(max-width: 860px)');
let openedFrom = null;
let newest = 0;

function show(part) {
  for (const name of ['empty', 'error', 'article']) find(name).hidden = name !== part;
  const open = part !== 'empty';
  reader.classList.toggle('open', open);
  find('backdrop').hidden = find('close').hidden = !open;
  find('kicker').textContent = '';
  shieldRest();
}

function shieldRest() {
  // On a phone the article lies over the rest, which must not take the focus meanwhile.
  document.querySelector('#left').inert = narrow.matches && reader.classList.contains('open');
}

function setHash(hash) {
  // In full, because the page's <base> would make a bare "#…" lose the question.
  history.replaceState(history.state, '', location.pathname + location.search + hash);
}

function facts(article) {
  // Each in its own <bdi>, so that writing from right to left in one does not turn the others round.
  return [article.source, article.date, article.author].filter(Boolean).flatMap((fact, place) => {
    const node = document.createElement('bdi');
    node.textContent = fact;
    return place ? [' · ', node] : [node];
  });
}

function fill(article) {
  find('label').hidden = !article.no_headline;
  find('kicker').textContent = find('title').textContent = article.title;
  find('byline').replaceChildren(...facts(article));
  find('origin').hidden = !article.url;
  if (article.url) find('origin').href = article.url;
  const mark = document.createElement('mark');
  mark.id = 'hit';
  mark.tabIndex = -1;
  mark.textContent = article.hit;
  find('text').replaceChildren(article.before, ...(article.hit ? [mark] : []), article.after);
}

function goToHit() {
  const mark = find('text').querySelector('#hit');
  const scroll = find('scroll');
  // Measured, because offsetTop counts from another element when the reader is a sheet on a phone.
  const top = mark ? mark.getBoundingClientRect().top - scroll.getBoundingClientRect().top : -scroll.scrollTop;
  scroll.scrollTop += mark ? top - Math.min(120, scroll.clientHeight / 4) : top;
  (mark || find('title')).focus({ preventScroll: true });
}

function fail(message) {
  find('error').textContent = message;
  show('error');
  find('close').focus();
}

async function open(hash, from) {
  const spot = SPOT.exec(hash);
  if (!spot) return;
  const request = ++newest;
  openedFrom = from;
  setHash(hash);
  let article;
  try {
    article = await server.get_article({ id: spot[1], start: Number(spot[2]), end: Number(spot[3]) });
  } catch {
    article = { error: 'The article could not be fetched. Is quotedesk still running?' };
  }
  if (request !== newest) return;
  if (article.error) return fail(article.error);
  show('article');
  fill(article);
  requestAnimationFrame(goToHit);
}

function close() {
  if (!reader.classList.contains('open')) return;
  newest++;
  show('empty');
  setHash('');
  const target = openedFrom?.isConnected ? openedFrom : document.querySelector('#question textarea');
  target?.focus();
}

document.addEventListener('click', event => {
  const link = event.target.closest('a[href^="#cite="]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link.getAttribute('href'), link);
});
document.addEventListener('keydown', event => {
  if (event.key === 'Escape') close();
});
window.addEventListener('hashchange', () => open(location.hash, null));
narrow.addEventListener('change', shieldRest);
find('close').addEventListener('click', close);
find('backdrop').addEventListener('click', close);
open(location.hash, null);
