// The parts of the Table tab that need no state: the calls that fill a table, its cells, and what is left of it.
// `matrix.js` follows in the same script. Text only ever enters the page by textContent.
/* exported plan, headed, fillCell, describeLeft, describeTable */

const CELLS_A_CALL = 48;
const COLUMNS_A_CALL = 16;
const { count, make, makeFacts, makeWords } = quotedeskDom;

function inBdi(tag, name, text) {
  const node = make(tag, name);
  node.append(make('bdi', '', text));
  return node;
}

function plan(questions, columns) {
  const blocks = [];
  for (let first = 0; first < columns.length; first += COLUMNS_A_CALL) {
    const of = columns.slice(first, first + COLUMNS_A_CALL);
    const most = Math.max(1, Math.floor(CELLS_A_CALL / of.length));
    for (let start = 0; start < questions.length; start += most) {
      blocks.push({ columns: of, questions: questions.slice(start, start + most) });
    }
  }
  return blocks;
}

function headed(scope, name, facts) {
  const node = make('th');
  // The name stays in sight while a tall row passes.
  const words = inBdi('div', scope === 'row' ? 'row-name' : '', name);
  node.scope = scope;
  if (facts) words.append(makeFacts(facts));
  node.append(words);
  return node;
}

function fillCell(node, cell) {
  node.className = cell.state.replace(' ', '-');
  if (!cell.parts) {
    node.textContent = 'not stated';
    return;
  }
  const [before, span, after] = cell.parts.map(words => words.map(makeWords));
  const link = make('a', 'cell-quote');
  const words = make('bdi', 'words');
  const marked = make('mark', 'span');
  link.href = cell.link;
  link.title = 'Open the article at this sentence';
  marked.append(...span);
  words.append(...before, ...(span.length ? [marked] : []), ...after);
  link.append(words);
  const said = make('span', 'facts', cell.state === 'closest' ? `closest sentence · ${cell.percent} % likely` : `${cell.percent} % likely`);
  node.replaceChildren(link, ...(cell.article ? [inBdi('span', 'facts cell-article', cell.article)] : []), said);
}

function describeLeft({ blocks, next, fresh, spent }) {
  const left = blocks.slice(next).reduce((sum, block) => sum + block.columns.length * block.questions.length, 0);
  if (!fresh) return '';
  const seconds = (left * spent) / fresh / 1000;
  if (seconds < 50) return `, about ${Math.max(5, Math.ceil(seconds / 5) * 5)} seconds left`;
  return `, about ${count(Math.max(1, Math.round(seconds / 60)), 'minute')} left`;
}

const describeTable = ({ exact, generation }, { questions, columns }) => ({
  questions, columns: columns.map(column => column.key), exact, generation,
});
