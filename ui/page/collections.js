// The switch of collections beside the name of the page, and the dialog that creates, renames and deletes them.
// Gradio provides `element` and `server`.

const ALL = 'all';
const MANAGE = '(manage)';
const WHOLE = 'default';
const TAB_MS = 150;
const { count, make, reportNoServer } = quotedeskDom;
const own = window.quotedeskCollection;
// Gradio applies styles below its own elements only, so no class of the body can choose any.
const desk = () => document.querySelector('#desk');
const find = selector => element.querySelector(selector);
const select = find('.collection-select');
const dialog = find('.collections-dialog');
const form = find('.collection-form');
const input = find('.collection-name');
let known = { collections: [], shown: [], deleted: [], can_manage: false };
let renamed = '';

function makeOption(value, words = value) {
  const option = document.createElement('option');
  option.value = value;
  option.textContent = words;
  return option;
}

function chosen() {
  if (!own.names) return known.shown[0] ?? WHOLE;
  return own.names;
}

function showSwitch() {
  const names = known.collections.map(one => one.name);
  const isOne = names.length < 2 && !own.names;
  const options = names.map(name => makeOption(name));
  if (names.length > 1 || chosen() === ALL) options.push(makeOption(ALL, 'All collections'));
  // Several that an address names, or one that is gone.
  if (![...names, ALL].includes(chosen())) options.push(makeOption(chosen(), known.shown.join(', ') || `${chosen()} (not found)`));
  if (known.can_manage) options.push(makeOption(MANAGE, 'Manage…'));
  select.replaceChildren(...options);
  select.value = chosen();
  find('.collection-switch').hidden = isOne;
  desk()?.classList.toggle('has-collections', !isOne);
  const shown = known.collections.filter(one => known.shown.includes(one.name));
  desk()?.classList.toggle('cannot-add', shown.length > 0 && !shown[0].can_add);
  desk()?.classList.toggle('manages-collections', known.can_manage);
  showWhich();
}

// The other tabs work on one collection; with several it is the first.
function showWhich() {
  const name = known.shown[0] ?? '';
  for (const note of document.querySelectorAll('.which-collection')) {
    note.hidden = known.shown.length < 2;
    note.textContent = note.hidden ? '' : `The articles of ${name} only. Choose another collection above to see its articles.`;
  }
}

// Gradio adds what a tab contains when it is opened for the first time.
document.addEventListener('click', event => {
  if (event.target.closest('#tabs')) setTimeout(showWhich, TAB_MS);
});

function makeButton(words, label, action) {
  const button = make('button', 'plain', words);
  button.type = 'button';
  button.setAttribute('aria-label', `${words} ${label}`);
  button.addEventListener('click', action);
  return button;
}

function makeRow({ name, articles, can_add: canAdd }) {
  const row = make('li');
  const title = make('span', 'collection-title');
  title.append(name, ' ', make('span', 'saved-facts', count(articles, 'article')));
  row.append(title);
  if (name !== WHOLE && known.can_manage && canAdd) {
    row.append(makeButton('Rename', name, () => edit(name)), makeButton('Delete', name, () => change({ do: 'delete', name })));
  }
  return row;
}

function makeDeleted(name) {
  const row = make('li');
  const title = make('span', 'collection-title', `${name}, deleted`);
  row.append(title, makeButton('Restore', name, () => change({ do: 'restore', name })));
  return row;
}

function edit(name) {
  renamed = name;
  find('.collection-verb').textContent = name ? `New name of ${name}` : 'New collection';
  find('.collection-save').textContent = name ? 'Save' : 'Create';
  find('.collection-cancel').hidden = !name;
  input.value = name;
  if (name) input.focus();
}

function showDialog() {
  find('.collections-list').replaceChildren(...known.collections.map(makeRow));
  find('.collections-deleted').replaceChildren(...known.deleted.map(makeDeleted));
  form.hidden = find('.collection-rule').hidden = !known.can_manage;
  edit('');
}

async function change(wanted) {
  const said = find('.sheet-said');
  const made = await server.change_collections(wanted).catch(reportNoServer);
  said.textContent = made.error ?? made.said;
  if (made.error) return;
  // The collection that the page shows may have another name now, or be deleted.
  const isShown = ['rename', 'delete'].includes(wanted.do) && wanted.name === own.names ||
    own.names === ALL && made.collections.length < 2;
  known = { ...made, shown: isShown ? [] : known.shown };
  if (isShown) quotedesk.visits.openCollection(wanted.do === 'rename' ? `?collection=${encodeURIComponent(wanted.new)}` : '');
  showSwitch();
  showDialog();
}

async function load() {
  const found = await server.get_collections({}).catch(() => null);
  if (!found || found.error) return;
  known = found;
  showSwitch();
}

select.addEventListener('change', () => {
  const name = select.value;
  select.value = chosen();
  if (name === MANAGE) open();
  else if (name !== chosen()) quotedesk.visits.openCollection(name === WHOLE ? '' : `?collection=${encodeURIComponent(name)}`);
});

async function open() {
  find('.sheet-said').textContent = '';
  await load();
  showDialog();
  dialog.showModal();
}

form.addEventListener('submit', event => {
  event.preventDefault();
  const name = input.value.trim().toLowerCase().replaceAll(/\s+/g, '-');
  change(renamed ? { do: 'rename', name: renamed, new: name } : { do: 'create', name });
});
find('.collection-cancel').addEventListener('click', () => edit(''));
document.addEventListener('click', event => { if (event.target.closest('.collections-open')) open(); });
load();
