// Conversations saved in the browser: the addresses of their questions, never the answers.

const KEY = 'quotedesk-conversations';
const MOST = 50;
const HIDDEN = /(?![\u200C\u200D\u00AD])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const dialog = element.querySelector('.saved-dialog');
function read() {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(KEY));
  } catch {
    // The page also works without storage.
  }
  return Array.isArray(kept) ? kept.map(clean).filter(item => item.asked.length) : [];
}

// Other programs and older versions may have written here.
function clean(item) {
  const asked = Array.isArray(item?.asked) ? item.asked : [];
  const when = new Date(item?.when ?? 0);
  return {
    id: typeof item?.id === 'string' ? item.id : '',
    when: isNaN(when) ? new Date(0).toISOString() : when.toISOString(),
    asked: asked.filter(address => typeof address === 'string' && address.startsWith('?q=')),
  };
}

function write(kept) {
  // If the storage is full, the oldest conversations make room.
  for (let count = Math.min(kept.length, MOST); count >= 0; count = count > 1 ? count >> 1 : count - 1) {
    try {
      localStorage.setItem(KEY, JSON.stringify(kept.slice(0, count)));
      return;
    } catch {
      // As above.
    }
  }
}

function keep() {
  const { id: known, asked } = quotedesk.visits.conversation();
  if (!asked.length) return;
  let id = known;
  const kept = read();
  const before = kept.find(item => item.id === id)?.asked ?? [];
  if (holds(before, asked)) return;
  // Another tab has gone on with the same conversation in another way.
  if (before.length && !continues(before, asked)) id = quotedesk.visits.fork();
  write(fold([{ id, when: new Date().toISOString(), asked }, ...kept.filter(item => item.id !== id)]));
}

function holds(longer, shorter) {
  return longer.some((_, start) => shorter.every((address, place) => address === longer[start + place]));
}

// Whether a conversation goes on from an earlier state of it, of which the oldest questions may be dropped. A changed
// library may change the addresses of questions, but not their words.
function continues(before, asked) {
  return before.some((_, start) => before.slice(start).every((address, place) => textOf(address) === textOf(asked[place])));
}

// A conversation whose questions another one holds too, in their order, is no entry of its own.
function fold(kept) {
  return kept.filter((item, place) => !kept.some((other, otherPlace) => other !== item && holds(other.asked, item.asked)
    && (other.asked.length > item.asked.length || otherPlace < place)));
}

function button(words, name, action) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = name;
  made.append(...words);
  made.addEventListener('click', action);
  return made;
}

function textOf(address) {
  return new URLSearchParams(address).get('q') ?? '';
}

function makeRow(item) {
  const row = document.createElement('li');
  const title = document.createElement('bdi');
  // A question may come from an untrusted address, so it must not reorder or hide words.
  title.textContent = textOf(item.asked[0]).replace(HIDDEN, '\uFFFD');
  const facts = document.createElement('span');
  facts.className = 'saved-facts';
  facts.textContent = `${quotedeskDom.count(item.asked.length, 'question')} · ${new Date(item.when).toLocaleDateString('en-GB', { dateStyle: 'long' })}`;
  const forget = button(['Delete'], 'plain', () => {
    write(read().filter(other => other.id !== item.id));
    show();
  });
  forget.setAttribute('aria-label', `Delete ${title.textContent}`);
  row.append(button([title, facts], 'saved-item', () => {
    dialog.close();
    const names = quotedeskCollection.of(item.asked.at(-1));
    if (names !== quotedeskCollection.names) {
      quotedesk.visits.openCollection(item.asked.at(-1), item.id, item.asked);
    } else if (quotedesk.visits.conversation().id !== item.id) quotedesk.askExactly(item.asked, true, { id: item.id });
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
quotedesk.listSaved = () => read().flatMap(item => item.asked.map(textOf).reverse());
