// The links of the Mentions tab, each the address of a view; export, and the address of the page.
// Gradio provides `element` and `server`.

const WAIT_MS = 200;
const MOST_TRIES = 50;
const { save, reportNoServer } = quotedeskDom;
const tab = document.querySelector('#mentions');
const tools = element.querySelector('.mention-tools');
const said = element.querySelector('.mention-said');
const shown = () => tab.querySelector('#events .mentions');
// The address of a view that the browser's history leads to, until it is shown.
let awaited = null;
const addressOf = () => shown()?.dataset.address ?? '';

function open(address) {
  const field = tab.querySelector('#mentions-view :is(textarea, input)');
  field.value = address;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  setTimeout(() => tab.querySelector('#mentions-open').click());
}

function show() {
  const address = addressOf();
  tools.hidden = !address || !shown().querySelector('.count');
  said.textContent = '';
  const field = tab.querySelector('#mentions-view :is(textarea, input)');
  field.value = address;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  noteShown(address);
  shown()?.querySelector('.count')?.focus({ preventScroll: true });
}

// Add what is shown to the browser's history, unless the history led to it.
function noteShown(address) {
  if (!awaited) {
    if (address) quotedesk.visits.noteView(address);
    return;
  }
  // Gradio drops an event while another is in progress.
  const isDropped = address !== awaited.view && !awaited.isAgain;
  if (isDropped) open(awaited.view);
  awaited = isDropped ? { ...awaited, isAgain: true } : null;
}

function visit({ detail: { view } }) {
  if (typeof view !== 'string' || (view === addressOf() && !awaited)) return;
  awaited = { view };
  open(view);
}

async function exportAs(form) {
  tools.querySelector('.mention-forms').open = false;
  said.textContent = 'One moment …';
  const made = await server.export_mentions({ address: addressOf(), form }).catch(reportNoServer);
  said.textContent = made.error ?? '';
  if (made.error) return;
  save(made.text, made.name, `${made.type};charset=utf-8`);
}

tab.addEventListener('click', event => {
  const forms = tools.querySelector('.mention-forms');
  if (!forms.contains(event.target)) forms.open = false;
  const link = event.target.closest('a.to-mentions');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(link.getAttribute('href'));
    if (link.closest('.pages')) tab.scrollTo({ top: 0 });
  }
  const form = event.target.closest('[data-form]');
  if (form) exportAs(form.dataset.form);
  const copier = event.target.closest('.mention-link');
  if (copier) quotedesk.copy(location.origin + location.pathname + addressOf(), copier);
});
tab.addEventListener('submit', event => {
  event.preventDefault();
  const wanted = new URLSearchParams(addressOf());
  wanted.delete('page');
  for (const name of ['since', 'until']) {
    const day = event.target.elements[name].value;
    if (day) wanted.set(name, day);
    else wanted.delete(name);
  }
  open(`?${wanted}`);
});
document.addEventListener('quotedesk:visit', visit);
document.addEventListener('quotedesk:mentions', () => requestAnimationFrame(() => requestAnimationFrame(show)));
// Gradio adds the fields after this, and empties one that is filled within two frames of its coming.
function openAddress(tries) {
  if (tab.querySelector('#mentions-open') && tries < MOST_TRIES) open(location.search);
  else if (tries) setTimeout(() => openAddress(tries - 1), WAIT_MS);
}
if (new URLSearchParams(location.search).get('mention')?.trim()) openAddress(MOST_TRIES);
