// The Table tab: fills a table of questions by articles call by call. Gradio provides `element` and `server`.
// `matrix_parts.js` comes before it. Text only ever enters the page by textContent.
/* global count, describeLeft, describeTable, fillCell, headed, make, makeFacts, plan */

const MOST_CELLS = 20_000;
const MOST_QUESTIONS = 100;
const SHOWN_CHOICES = 300;
const TRIES = 6;
const WAIT_MS = 2500;
const FORM = 'quotedesk:table';

const { reportNoServer, save } = quotedeskDom;
const find = name => element.querySelector('.matrix-' + name);
const [head, body] = [find('frame').querySelector('thead'), find('frame').querySelector('tbody')];
const unchosen = new Set();
let listed = { columns: [], generation: '', examples: [], error: '', by: '', words: '' };
let table = null;
let newest = 0;
let begun = 0;
let typing;

const readBy = () => find('by').querySelector(':checked').value;
const readQuestions = () => [...new Set(find('questions').value.split('\n').map(line => line.trim()).filter(Boolean))];
const chosenColumns = () => listed.columns.filter(column => !unchosen.has(column.key));

// The form

function remember() {
  const form = { questions: find('questions').value, by: readBy(), words: find('words').value };
  try {
    sessionStorage.setItem(FORM, JSON.stringify(form));
  } catch {
    // Without storage the form is empty after a reload.
  }
}

function recall() {
  try {
    const form = JSON.parse(sessionStorage.getItem(FORM));
    if (!form) return;
    find('questions').value = form.questions;
    find('words').value = form.words;
    for (const radio of find('by').querySelectorAll('input')) radio.checked = radio.value === form.by;
  } catch {
    // What is stored is not ours.
  }
}

// Lists the columns of the newest articles; those chosen before stay chosen if the filter is the same.
async function list() {
  const request = ++newest;
  const [by, words] = [readBy(), find('words').value];
  find('filter').hidden = by !== 'articles';
  const made = await server.list_columns({ by, words }).catch(reportNoServer);
  if (request !== newest) return;
  const isSame = by === listed.by && words === listed.words;
  // Without an answer the choice stays as it is.
  if (isSame && made.error) made.columns = listed.columns;
  const chosen = isSame && unchosen.size ? new Set(chosenColumns().map(column => column.key)) : null;
  listed = { ...listed, columns: [], error: '', ...made, by, words };
  unchosen.clear();
  for (const column of listed.columns) if (chosen && !chosen.has(column.key)) unchosen.add(column.key);
  find('problem').textContent = listed.error;
  find('problem').hidden = !listed.error;
  showChoice();
}

function countChosen() {
  const chosen = chosenColumns().length;
  const noun = readBy() === 'sources' ? 'source' : 'article';
  find('choice').querySelector('summary').textContent =
    chosen === listed.columns.length ? `${count(chosen, noun)}: choose` : `${chosen.toLocaleString('en')} of ${count(listed.columns.length, noun)} chosen`;
}

function showChoice() {
  find('choice').hidden = readBy() === 'all' || !listed.columns.length;
  countChosen();
  const shown = listed.columns.slice(0, SHOWN_CHOICES).map(column => {
    const item = make('li');
    const label = make('label');
    const box = make('input');
    box.type = 'checkbox';
    box.value = column.key;
    box.checked = !unchosen.has(column.key);
    label.append(box, ' ', make('bdi', '', column.name), ...(column.facts ? [' ', makeFacts(column.facts)] : []));
    item.append(label);
    return item;
  });
  const more = listed.columns.length - shown.length;
  if (more > 0) shown.push(make('li', 'facts', `and ${more.toLocaleString('en')} more; filter by words to see others`));
  find('choice').querySelector('ul').replaceChildren(...shown);
}

// The table

function begin(questions, columns) {
  const isDown = columns.length > 1;
  table = {
    questions, columns, isDown, exact: find('exact').querySelector('input').checked, generation: listed.generation,
    blocks: plan(questions, columns), next: 0, done: 0, fresh: 0, spent: 0, run: 0, isRunning: false, rows: new Map(), states: {},
  };
  const names = isDown ? questions.map(question => ({ name: question, facts: '' })) : columns;
  const row = make('tr');
  row.append(make('td'), ...names.map(({ name, facts }) => headed('col', name, facts)));
  head.replaceChildren(row);
  body.replaceChildren();
  find('result').hidden = false;
  fillRest();
}

function rowOf(key, name, facts) {
  if (!table.rows.has(key)) {
    const row = make('tr');
    const cells = (table.isDown ? table.questions : table.columns).map(() => make('td', 'pending', '…'));
    row.append(headed('row', name, facts), ...cells);
    body.append(row);
    table.rows.set(key, row);
  }
  return table.rows.get(key);
}

function placeOf(question, column) {
  const row = table.isDown ? rowOf(column.key, column.name, column.facts) : rowOf(question, question, '');
  return row.children[1 + (table.isDown ? table.questions.indexOf(question) : table.columns.indexOf(column))];
}

function showProgress(note = '') {
  const total = table.questions.length * table.columns.length;
  const isDone = table.next === table.blocks.length;
  find('progress').max = total;
  find('progress').value = table.done;
  find('progress').hidden = isDone;
  find('stop').hidden = !table.isRunning;
  find('go').hidden = table.isRunning || isDone;
  const cells = `${table.done.toLocaleString('en')} of ${count(total, 'cell')}`;
  const found = ['stated', 'closest', 'not stated'].map(state => `${(table.states[state] ?? 0).toLocaleString('en')} ${state}`).join(', ');
  const state = isDone ? `${count(total, 'cell')}: ${found}` : `${cells}${table.isRunning ? describeLeft(table) : ', stopped'}`;
  find('said').textContent = note ? `${note} ${state}` : state;
}

// `isCurrent`: whether the table still waits for the cells; a stopped one does not.
async function fillBlock(block, isCurrent) {
  const wanted = describeTable(table, block);
  for (let tries = 1; ; tries++) {
    const made = await server.fill_table(wanted).catch(reportNoServer);
    if (!made.error || made.changed || tries === TRIES || !isCurrent()) return made;
    showProgress('Waiting for the server.');
    await new Promise(resolve => setTimeout(resolve, WAIT_MS));
    if (!isCurrent()) return made;
  }
}

function addCells(block, made, milliseconds) {
  for (const cell of made.cells) {
    fillCell(placeOf(block.questions[cell.question], block.columns[cell.column]), cell);
    table.states[cell.state] = (table.states[cell.state] ?? 0) + 1;
  }
  table.next++;
  table.done += made.cells.length;
  table.fresh += made.new;
  if (made.new) table.spent += milliseconds;
}

async function fillRest() {
  const own = table;
  const run = ++own.run;
  const isCurrent = () => own === table && own.run === run;
  own.isRunning = true;
  showProgress();
  while (isCurrent() && own.next < own.blocks.length) {
    const block = own.blocks[own.next];
    for (const column of block.columns) for (const question of block.questions) placeOf(question, column);
    const started = Date.now();
    const made = await fillBlock(block, isCurrent);
    if (!isCurrent()) return;
    if (made.error) {
      own.isRunning = false;
      showProgress(made.error);
      if (made.changed) list();
      return;
    }
    addCells(block, made, Date.now() - started);
    showProgress();
  }
  own.isRunning = false;
  showProgress();
}

async function fillTable() {
  // The articles may have changed since they were listed.
  const order = ++begun;
  clearTimeout(typing);
  await list();
  if (order !== begun) return;
  const questions = readQuestions();
  const columns = chosenColumns();
  const problem = !questions.length ? 'Type at least one question.'
    : questions.length > MOST_QUESTIONS ? `Ask at most ${MOST_QUESTIONS} questions at once.`
    : listed.error ? listed.error
    : !columns.length ? 'No article is chosen.'
    : questions.length * columns.length > MOST_CELLS ? `These are ${count(questions.length * columns.length, 'cell')}; choose at most ${MOST_CELLS.toLocaleString('en')}, or use the command quotedesk matrix.`
    : '';
  find('said').textContent = problem;
  if (problem) {
    find('result').hidden = false;
    find('result').classList.add('is-empty');
    return;
  }
  find('result').classList.remove('is-empty');
  begin(questions, columns);
  const scrolling = element.closest('#matrix');
  scrolling.scrollTo({ top: find('result').getBoundingClientRect().top - scrolling.getBoundingClientRect().top + scrolling.scrollTop - 12 });
}

// The server drops cells that were filled long ago; it fills them again, some a call.
async function requestExport(own, form) {
  const wanted = { ...describeTable(own, own), done: own.done, form, page: location.origin + location.pathname + window.quotedeskCollection.search };
  for (let last = Infinity; ; ) {
    const made = await server.export_table(wanted).catch(reportNoServer);
    if (!made.left || own !== table) return made;
    if (made.left >= last) return { error: 'The server is too busy to export so many cells. Try again later.' };
    last = made.left;
    showProgress(`Filling ${count(made.left, 'cell')} again.`);
  }
}

async function exportAs(form) {
  const own = table;
  if (!own) return;
  const made = await requestExport(own, form);
  if (own !== table) return;
  showProgress(made.error);
  if (made.error) return;
  save(Uint8Array.from(atob(made.data), sign => sign.charCodeAt(0)), made.name, made.type);
}

find('form').addEventListener('submit', event => {
  event.preventDefault();
  fillTable();
});
find('form').addEventListener('input', event => {
  remember();
  if (event.target.matches('.matrix-by input')) list();
  if (event.target === find('words')) {
    clearTimeout(typing);
    typing = setTimeout(list, 300);
  }
});
find('choice').addEventListener('change', event => {
  if (event.target.checked) unchosen.delete(event.target.value);
  else unchosen.add(event.target.value);
  countChosen();
});
find('every').addEventListener('click', () => {
  unchosen.clear();
  showChoice();
});
find('none').addEventListener('click', () => {
  for (const column of listed.columns) unchosen.add(column.key);
  showChoice();
});
find('example').addEventListener('click', async () => {
  if (!listed.examples.length) await list();
  find('questions').value = listed.examples.join('\n');
  remember();
  fillTable();
});
find('stop').addEventListener('click', () => {
  table.run++;
  table.isRunning = false;
  showProgress();
});
find('go').addEventListener('click', () => {
  if (!table.isRunning) fillRest();
});
find('forms').addEventListener('click', event => {
  if (event.target.matches('button')) exportAs(event.target.value);
});
recall();
// The names of rows stay in sight below the head of the table.
new ResizeObserver(() => find('frame').style.setProperty('--head-height', `${head.offsetHeight}px`)).observe(head);
// The tab is shown for the first time.
new ResizeObserver((_, observer) => {
  if (!element.offsetParent) return;
  observer.disconnect();
  list();
}).observe(element);
