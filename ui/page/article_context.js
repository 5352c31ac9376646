// What belongs to an open article: its extract above its text, and related articles at its end. Each is loaded when it
// is looked at. Gradio provides `element` and `server`. Text only ever enters the page by textContent.

// Shorter articles are read as fast as an extract of them.
const MIN_LENGTH = 1500;
const { make, makeFacts } = quotedeskDom;
const reader = document.querySelector('#reader');
const part = name => reader.querySelector(`.reader-${name}`);
let shown = '';

function makeLink(name, { href, text }) {
  const link = make('a', name);
  link.href = href;
  link.append(make('bdi', '', text));
  return link;
}

function makeSentence(sentence) {
  const item = make('li', '');
  item.append(makeLink('extract-sentence', sentence));
  return item;
}

function makeRelated({ title, facts, sentence }) {
  const item = make('li', '');
  item.append(makeLink('headline', title));
  if (facts) item.append(' ', makeFacts(facts));
  if (sentence) item.append(makeLink('related-sentence', sentence));
  return item;
}

async function load(call) {
  const id = shown;
  const found = await call({ id }).catch(() => ({ error: 'Not loaded. Is quotedesk still running?' }));
  return id === shown ? found : null;
}

async function loadExtract() {
  const list = part('extract').querySelector('ol');
  const said = part('extract').querySelector('.extract-said');
  if (list.children.length) return;
  const found = await load(server.get_extract);
  if (!found) return;
  list.replaceChildren(...(found.sentences ?? []).map(makeSentence));
  said.textContent = found.error ?? (list.children.length ? '' : 'No sentence of this article is clear on its own.');
  part('scroll').dispatchEvent(new Event('scroll'));
}

async function loadRelated() {
  const found = await load(server.get_related);
  if (!found || found.error) return;
  part('related').querySelector('ul').replaceChildren(...found.related.map(makeRelated));
  part('related').classList.toggle('is-found', found.related.length > 0);
  part('scroll').dispatchEvent(new Event('scroll'));
}

const end = new IntersectionObserver(entries => {
  if (!entries.some(entry => entry.isIntersecting)) return;
  end.disconnect();
  loadRelated();
});

document.addEventListener('quotedesk:article', event => {
  const { id, length } = event.detail;
  if (id === shown) return;
  shown = id;
  end.disconnect();
  part('extract').open = false;
  part('extract').hidden = length < MIN_LENGTH;
  part('extract').querySelector('ol').replaceChildren();
  part('related').classList.remove('is-found');
  part('related').querySelector('ul').replaceChildren();
  end.observe(part('related'));
});
part('extract').addEventListener('toggle', () => {
  if (part('extract').open) loadExtract();
});
