// Conversations saved in the browser: the addresses of their questions, never the answers.

const KEY = 'quotedesk-conversations';
const MOST = 50;
const HIDDEN = /(?![\u200C\u200D\u00AD])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const dialog = element.querySelector('.saved-dialog');
let current = crypto.getRandomValues(new Uint32Array(2)).join('-');

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(kept) ? kept.filter(item => Array.isArray(item?.asked) && item.asked.length) : [];
  } catch {
    return [];
  }
}

function write(kept) {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept.slice(0, MOST)));
  } catch {
    // The page also works without storage, or when it is full.
  }
}

function keep() {
  const asked = quotedesk.addresses();
  if (!asked.length) return;
  // After a long outage or an expired session the server starts a new conversation, which must not replace the old one.
  const before = read().find(item => item.id === current)?.asked ?? [];
  if (before.length && !before.includes(asked[0])) begin();
  const when = new Date().toISOString();
  write([{ id: current, when, asked }, ...read().filter(item => item.id !== current)]);
}

function begin(id) {
  current = id ?? crypto.getRandomValues(new Uint32Array(2)).join('-');
}

function button(words, name, action) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = name;
  made.append(...words);
  made.addEventListener('click', action);
  return made;
}

function makeRow(item) {
  const row = document.createElement('li');
  const title = document.createElement('bdi');
  // A question may come from an untrusted address, so it must not reorder or hide words.
  title.textContent = new URLSearchParams(item.asked[0]).get('q')?.replace(HIDDEN, '\uFFFD');
  const facts = document.createElement('span');
  facts.className = 'saved-facts';
  const count = item.asked.length;
  facts.textContent = `${count} question${count > 1 ? 's' : ''}, ${new Date(item.when).toLocaleDateString('en', { dateStyle: 'medium' })}`;
  const forget = button(['Delete'], 'plain', () => {
    write(read().filter(other => other.id !== item.id));
    show();
  });
  forget.setAttribute('aria-label', `Delete ${title.textContent}`);
  row.append(button([title, facts], 'saved-item', () => {
    dialog.close();
    begin(item.id);
    quotedesk.askExactly(item.asked, true);
  }), forget);
  return row;
}

function show() {
  const rows = read().map(makeRow);
  const list = dialog.querySelector('.saved-list');
  list.replaceChildren(...rows);
  list.hidden = dialog.querySelector('.saved-forget').hidden = !rows.length;
  dialog.querySelector('.sheet-note').textContent = rows.length
    ? 'Only the questions are saved, in this browser; opening a conversation asks them again.'
    : 'None yet. Your questions are saved here, in this browser only.';
  if (!dialog.open) dialog.showModal();
}

element.querySelector('.saved-open').addEventListener('click', show);
dialog.querySelector('.saved-forget').addEventListener('click', () => {
  write([]);
  show();
});
document.addEventListener('quotedesk:answered', keep);
document.addEventListener('quotedesk:afresh', () => begin());
