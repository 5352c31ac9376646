// The list of the library: sorting, pages, selection, editing and export. What the server shall do is written as JSON to
// a field that it reads. Gradio provides `element` and `server`; the server replaces the list after each change.

const POLL_MS = 200;
const MAX_POLLS = 300;
const report = () => document.querySelector('#summary :is(.added, .notice)');
const chosen = new Set();
// Whether all articles that the search finds are chosen, also those on other pages.
let allFound = false;
const list = document.querySelector('#articles');
const find = selector => list.querySelector(selector);

function write(selector, text) {
  const field = document.querySelector(`${selector} textarea, ${selector} input`);
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  return field;
}

function act(action) {
  // An equal text would be no change.
  write('#action', JSON.stringify(action));
  setTimeout(() => document.querySelector('#do').click());
}

const words = () => document.querySelector('#filter textarea, #filter input').value;
const matching = () => Number(find('.bar').dataset.matching);
const boxes = () => [...list.querySelectorAll('.select')];
const idOf = node => decodeURIComponent(node.closest('tr').dataset.id);
const named = () => allFound ? { all: true, count: matching() } : { ids: [...chosen] };

function showChosen() {
  if (!find('.bar')) return;
  const rows = boxes();
  for (const box of rows) {
    box.checked = allFound || chosen.has(idOf(box));
    box.closest('tr').classList.toggle('is-chosen', box.checked);
  }
  const checked = rows.filter(box => box.checked).length;
  for (const box of list.querySelectorAll('.select-page')) {
    box.checked = checked > 0 && checked === rows.length;
    box.indeterminate = checked > 0 && checked < rows.length;
  }
  const count = allFound ? matching() : chosen.size;
  find('.chosen').hidden = !count;
  find('.bar').classList.toggle('has-chosen', count > 0);
  find('.chosen-count').textContent = count ? `${count.toLocaleString('en')} selected` : '';
  find('.choose-found').hidden = allFound || checked < rows.length || matching() <= rows.length;
}

function choose(ids, isChosen) {
  if (allFound) chooseNone();
  for (const id of ids) {
    if (isChosen) chosen.add(id);
    else chosen.delete(id);
  }
  showChosen();
}

function chooseNone() {
  allFound = false;
  chosen.clear();
  showChosen();
}

async function exportList(button) {
  const found = await server.export_library({ form: button.dataset.form, words: words(), ...named() }).catch(quotedeskDom.reportNoServer);
  closeMenus();
  find('.chosen-said').textContent = found.error ?? '';
  if (found.error) return;
  quotedeskDom.save(found.text, found.name, found.type);
}

// The list of a tab that is not open may be old: it is read again when the tab opens.

function renew() {
  if (!quotedesk.isListOld) return;
  quotedesk.isListOld = false;
  chooseNone();
  document.querySelector('#renew-library').click();
}

document.addEventListener('click', event => {
  if (event.target.closest('#tabs [role="tab"]')?.textContent.trim().startsWith('Library')) renew();
});

function closeMenus(except = null) {
  for (const menu of list.querySelectorAll('.list-forms')) if (!menu.contains(except)) menu.open = false;
}

// Editing

let editing = null;
let opener = null;
let reported = report();

function closeEditor() {
  const form = list.querySelector('.editor');
  if (form) find('.editor-form').append(form);
  list.querySelector('.editor-row')?.remove();
  editing = null;
  opener?.focus();
}

function openEditor(button, field = 'title') {
  closeEditor();
  const form = find('.editor');
  const one = button.matches('.edit-row') ? button.dataset : null;
  const before = { title: one?.title ?? '', source: one?.source ?? '', date: one?.day ?? '' };
  for (const name of Object.keys(before)) form.elements[name].value = before[name];
  form.querySelector('.editor-title').hidden = !one;
  form.querySelector('.editor-problem').textContent = '';
  const original = form.querySelector('.editor-original');
  original.hidden = !one?.original;
  original.textContent = one?.original ? `In the file: ${one.original}` : '';
  form.querySelector('.editor-restore').hidden = Boolean(one) && !one.original;
  if (one) {
    const row = button.closest('tr');
    const cell = document.createElement('td');
    cell.colSpan = row.children.length;
    cell.append(form);
    const own = document.createElement('tr');
    own.className = 'editor-row';
    own.append(cell);
    row.after(own);
    editing = { before, target: { ids: [idOf(button)] } };
  } else {
    find('.bar').append(form);
    editing = { before, target: named() };
  }
  opener = button;
  form.elements[one ? field : 'source'].focus();
  form.scrollIntoView({ block: 'nearest' });
}

function save(form) {
  const names = ['title', 'source', 'date'];
  const edit = Object.fromEntries(names.map(name => [name, form.elements[name].value.trim()])
    .filter(([name, value]) => value !== editing.before[name]));
  if (Object.keys(edit).length) sendEdit({ edit });
  else closeEditor();
}

function sendEdit(edit) {
  const before = report();
  act({ do: 'edit', ...editing.target, ...edit });
  closeWhenSaved(before, MAX_POLLS);
}

function closeWhenSaved(before, polls) {
  // After an error the typed words stay, to be corrected.
  const now = report();
  if (now === before && polls) setTimeout(() => closeWhenSaved(before, polls - 1), POLL_MS);
  else if (now?.matches('.added') && editing) closeEditor();
}

// The report of a change is above the list, which may be scrolled; in the editor, an error is shown there too.
function showReport() {
  const now = report();
  if (!now || now === reported) return;
  reported = now;
  const problem = list.querySelector('.editor-row .editor-problem, .bar .editor-problem');
  if (!editing) now.scrollIntoView({ block: 'nearest' });
  else if (problem) {
    // While the editor shows an error, the report is hidden, and `innerText` of hidden elements joins their words.
    problem.textContent = '';
    problem.textContent = now.matches('.notice') ? now.innerText : '';
  }
}

function openSort(order) {
  write('#view', `${order} 0`);
}

const presses = {
  '.action[data-action]': ({ dataset: { action, generation } }) => {
    act({ do: action, generation });
    // The selected articles may be gone afterwards.
    chooseNone();
  },
  '.wanted': button => {
    const label = button.textContent;
    const isUnknown = ['undated', 'no source'].includes(label);
    write('#filter', isUnknown ? label : `${button.dataset.by}: ${label}`).focus();
  },
  // Its progress and result are above the list.
  '#exam': () => document.querySelector('#summary').scrollIntoView({ block: 'nearest' }),
  '.see-kept': () => [...document.querySelectorAll('#tabs [role="tab"]')].find(tab => tab.textContent.trim() === 'Kept')?.click(),
  '.ask-them': () => {
    document.querySelector('#tabs [role="tab"]').click();
    requestAnimationFrame(() => document.querySelector('#question textarea').focus());
  },
  '.sort': button => openSort(button.dataset.order),
  '[data-page]': button => {
    write('#view', `${find('.bar').dataset.order} ${button.dataset.page}`);
    find('.bar').scrollIntoView({ block: 'nearest' });
  },
  '.choose-found': () => {
    allFound = true;
    showChosen();
  },
  '.choose-none': chooseNone,
  '.remove-chosen': () => {
    act({ do: 'remove', ...named() });
    chooseNone();
  },
  '[data-move]': ({ dataset: { move } }) => {
    act({ do: 'move', to: move, ...named() });
    chooseNone();
  },
  '.edit-chosen': button => openEditor(button),
  '.edit-row': button => openEditor(button),
  '[data-form]': button => exportList(button),
  '.editor-cancel': closeEditor,
  '.editor-restore': () => sendEdit({}),
  'td[data-field]': cell => {
    const button = cell.closest('tr').querySelector('.edit-row');
    if (button && !String(document.getSelection())) openEditor(button, cell.dataset.field);
  },
};

document.addEventListener('click', event => {
  if (!event.target.closest('#library')) return;
  closeMenus(event.target);
  for (const [selector, press] of Object.entries(presses)) {
    const node = event.target.closest(selector);
    if (node && !node.disabled) {
      if (node.matches('a')) event.preventDefault();
      press(node);
      return;
    }
  }
});
list.addEventListener('change', event => {
  if (event.target.matches('.select')) choose([idOf(event.target)], event.target.checked);
  else if (event.target.matches('.select-page')) choose(boxes().map(idOf), event.target.checked);
  else if (event.target.matches('.order')) openSort(event.target.value);
});
list.addEventListener('submit', event => {
  event.preventDefault();
  save(event.target);
});
list.addEventListener('keydown', event => {
  if (event.key !== 'Escape' || !event.target.closest('.editor, .list-forms')) return;
  event.stopPropagation();
  if (event.target.closest('.editor')) closeEditor();
  else closeMenus();
});
// The search changes what "all" means.
document.addEventListener('input', event => { if (allFound && event.target.closest('#filter')) chooseNone(); });
// Gradio changes the list in place: what this script has set may be gone.
const changes = { childList: true, subtree: true, attributes: true, attributeFilter: ['data-id', 'data-matching'] };
const observer = new MutationObserver(() => {
  observer.disconnect();
  if (editing && !find('.editor-row .editor, .bar .editor')) editing = opener = null;
  showChosen();
  observer.observe(list, changes);
});
observer.observe(list, changes);
const summary = document.querySelector('#summary');
if (summary) new MutationObserver(showReport).observe(summary, { childList: true, subtree: true });
// Gradio builds a tab when it is first opened, with the list of when the page was loaded.
renew();
