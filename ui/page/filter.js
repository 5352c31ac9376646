// The filter by source and date, passed to the next question as an address.
// Gradio provides `element` and `server`; the script of each tool is in a block of its own.

const panel = element.querySelector('.filter-panel');
const toggle = element.querySelector('.filter-toggle');
const list = panel.querySelector('.filter-list');
const since = panel.querySelector('.filter-since');
const until = panel.querySelector('.filter-until');

function choose() {
  const chosen = new URLSearchParams();
  for (const box of list.querySelectorAll('input:checked')) chosen.append('source', box.value);
  if (since.value) chosen.set('since', since.value);
  if (until.value) chosen.set('until', until.value);
  const count = [...chosen].length;
  toggle.textContent = count ? `Filter (${count})` : 'Filter';
  toggle.classList.toggle('active', count > 0);
  quotedesk.write('#chosen', count ? `?${chosen}` : '');
}

function makeChoice([source, count], words) {
  const label = document.createElement('label');
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.value = source;
  const name = document.createElement('bdi');
  name.textContent = words;
  label.append(box, name, ` (${count.toLocaleString('en')})`);
  return label;
}

async function show() {
  const found = await server.get_sources({});
  if (found.error) return;
  const chosen = new Set([...list.querySelectorAll('input:checked')].map(box => box.value));
  list.replaceChildren(...found.sources.map((source, place) => makeChoice(source, found.labels[place])));
  for (const box of list.querySelectorAll('input')) box.checked = chosen.has(box.value);
  panel.querySelector('.filter-sources').hidden = !found.sources.length;
  since.min = until.min = found.first;
  since.max = until.max = found.last;
  panel.querySelector('.filter-note').textContent = found.undated
    ? `Dates exclude the ${quotedeskDom.count(found.undated, 'undated article')}.`
    : '';
}

function open(visible) {
  panel.hidden = !visible;
  toggle.setAttribute('aria-expanded', visible);
  if (visible) show();
}

toggle.addEventListener('click', () => open(panel.hidden));
panel.addEventListener('input', choose);
panel.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return;
  event.stopPropagation();
  open(false);
  toggle.focus();
});
panel.querySelector('.filter-clear').addEventListener('click', () => {
  for (const box of list.querySelectorAll('input')) box.checked = false;
  since.value = until.value = '';
  choose();
});
